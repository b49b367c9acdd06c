/** Requests to the Query tab's database. */

import { queryEngine } from '../app/engines';
import type { HttpAnswer, HttpRequest, Settings } from '../engine/protocol';
import { bodyOf } from '../http/answer';

/** The name of the Query tab's database in its engine. */
export const HANDLE = 'query';

/** The tab is the reader's own: everything is allowed, and more than Lambda has room for. */
export const OWN_TAB: Settings = {
  LIMBDA_ACCESS: 'write',
  LIMBDA_TOKENS: 'read:*,write:66b40fcb785655ba6e7c7b70a15aac4be7fa7ccac1dcf85b534c19104e332624',
  LIMBDA_MAX_ROWS: '100000',
  LIMBDA_MAX_RESPONSE_BYTES: '67108864',
  LIMBDA_MAX_TIME_MS: '60000',
};

const TOKEN = 'Bearer demo-write-token';

interface Options {
  signal?: AbortSignal;
  /** `read` leaves the token out, and the service then refuses to write. */
  as?: 'writer' | 'reader';
}

/** A request with the headers it takes. */
export function requestFor(method: string, path: string, body = '', as: Options['as'] = 'writer'): HttpRequest {
  const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
  if (as === 'writer') headers.authorization = TOKEN;
  return { method, path, headers, body };
}

/** The answer and its body; throws a `Problem` for an error of the service, an `EngineError` where none came. */
export async function ask<T>(
  method: string,
  path: string,
  body = '',
  { signal, as }: Options = {},
): Promise<{ answer: HttpAnswer; body: T }> {
  const answer = await queryEngine.request(HANDLE, requestFor(method, path, body, as), signal);
  return { answer, body: bodyOf<T>(answer) };
}
