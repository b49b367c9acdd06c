/** Sends a case to a live endpoint and compares the response with the replay, byte for byte. */

import { effect, signal } from '@preact/signals';
import { readStored, store } from '../app/stored';
import { join } from '../http/command-line';
import { requestOf } from '../http/translate';
import { type Case, type Draft, draftOf } from './cases';
import { firstDifference } from './readable';
import { replay } from './replay';

const stored = readStored('endpoint');
export const endpoint = signal(typeof stored === 'string' && stored ? stored : 'http://127.0.0.1:9000');
effect(() => store('endpoint', endpoint.value));

interface Comparison {
  state: 'answered';
  status: number;
  agrees: boolean;
  text: string;
  body: string;
}

export type LiveState =
  | { state: 'sending' }
  | (Comparison & { milliseconds: number })
  /** The page may not read a response: nothing is listening, or CORS; browsers do not say which. */
  | { state: 'unreachable'; text: string }
  | { state: 'impossible'; text: string };

/** Headers that a browser does not let a page set. */
const FORBIDDEN =
  /^(cookie|date|expect|keep-alive|origin|referer|te|trailer|transfer-encoding|upgrade|sec-.*|proxy-.*)$/;

export async function sendLive(one: Case): Promise<LiveState> {
  let request: Request;
  try {
    request = await liveRequest(draftOf(one));
  } catch (error) {
    return { state: 'impossible', text: messageOf(error) };
  }
  const begin = performance.now();
  let status: number;
  let bytes: Uint8Array;
  try {
    const response = await fetch(request);
    status = response.status;
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    return { state: 'unreachable', text: messageOf(error) };
  }
  return { ...(await compare(one, status, bytes)), milliseconds: performance.now() - begin };
}

/** The request in an event; rejects if a browser cannot send it. */
async function liveRequest(draft: Draft): Promise<Request> {
  const plain = await requestOf(draft);
  const takesBody = plain.method !== 'GET' && plain.method !== 'HEAD';
  return new Request(new URL(join(endpoint.peek().trim(), plain.path), location.href), {
    method: plain.method,
    headers: plain.headers.filter(([name]) => !FORBIDDEN.test(name)),
    cache: 'no-store',
    credentials: 'omit',
    ...(takesBody && plain.body.length > 0 ? { body: plain.body } : {}),
  });
}

/** Compares a response with that of the same event here, as edited. */
async function compare(one: Case, status: number, bytes: Uint8Array): Promise<Comparison> {
  const here = await replay(one);
  const body = new TextDecoder().decode(bytes);
  if (here.state !== 'done') {
    return { state: 'answered', status, agrees: false, text: 'the replay here failed', body };
  }
  const expected = here.body;
  const mismatch = expected.byteLength !== bytes.byteLength || expected.some((byte, at) => byte !== bytes[at]);
  const statusHere = here.status;
  const texts = [
    status !== statusHere && `status ${status} there, ${statusHere} here`,
    mismatch && `the bodies differ from byte ${firstDifference(expected, bytes)} on`,
  ].filter(Boolean);
  const text = texts.join('; ') || `status ${status} and all ${bytes.byteLength} bytes of the body are identical`;
  return { state: 'answered', status, agrees: texts.length === 0, text, body };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
