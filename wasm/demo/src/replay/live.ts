/** The same request, sent to a live endpoint, and whether its body has the same bytes. */

import { effect, signal } from '@preact/signals';
import { readStored, store } from '../app/stored';
import type { Settings } from '../engine/protocol';
import { join } from '../http/command-line';
import { requestOf } from '../http/event-request';
import { type Case, type Draft, draftOf } from './cases';
import { bodyBytes, firstDifference, statusOf } from './readable';
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

export type LiveAnswer =
  | { state: 'sending' }
  | (Comparison & { milliseconds: number })
  /** No answer that the page may read: nothing listens, or CORS; a browser does not tell which. */
  | { state: 'unreachable'; text: string }
  | { state: 'impossible'; text: string };

/** What the browser does not let a page set, on top of what belongs to a connection. */
const FORBIDDEN =
  /^(cookie|date|expect|keep-alive|origin|referer|te|trailer|transfer-encoding|upgrade|sec-.*|proxy-.*)$/;

export async function sendLive(one: Case): Promise<LiveAnswer> {
  let request: Request;
  try {
    request = liveRequest(draftOf(one));
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

/** The request inside an event; throws where a browser cannot send it. */
function liveRequest({ event, settings }: Draft): Request {
  const plain = requestOf(event, settings.trim() ? (JSON.parse(settings) as Settings) : {});
  const takesBody = plain.method !== 'GET' && plain.method !== 'HEAD';
  return new Request(new URL(join(endpoint.peek().trim(), plain.target), location.href), {
    method: plain.method,
    headers: plain.headers.filter(([name]) => !FORBIDDEN.test(name)),
    cache: 'no-store',
    credentials: 'omit',
    ...(takesBody && plain.body ? { body: plain.body } : {}),
  });
}

/** Compares with the answer of the same event here, as it is in its editors now. */
async function compare(one: Case, status: number, bytes: Uint8Array): Promise<Comparison> {
  const here = await replay(one);
  const body = new TextDecoder().decode(bytes);
  if (here.state !== 'done') {
    return { state: 'answered', status, agrees: false, text: 'the replay here has no answer', body };
  }
  const expected = bodyBytes(here.answer);
  const mismatch = expected.byteLength !== bytes.byteLength || expected.some((byte, at) => byte !== bytes[at]);
  const statusHere = statusOf(here.answer);
  const texts = [
    status !== statusHere && `the status is ${status} there and ${statusHere} here`,
    mismatch && `the bodies differ from byte ${firstDifference(new TextDecoder().decode(expected), body)} on`,
  ].filter(Boolean);
  const text = texts.join('; ') || `the same ${bytes.byteLength} bytes of body and the same status, ${status}`;
  return { state: 'answered', status, agrees: texts.length === 0, text, body };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
