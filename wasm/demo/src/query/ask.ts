/** Requests to the Query tab's database. */

import { queryEngine } from '../app/engines';
import type { HttpRequest, HttpResponse, Settings } from '../engine/protocol';
import { bodyOf } from '../http/bodies';

/** The name of the Query tab's database in its engine. */
export const HANDLE = 'query';

/** Settings for a tab: everything is allowed, and the limits are higher than on Lambda. */
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
  /** A `reader` sends no token, so the service rejects writes. */
  as?: 'writer' | 'reader';
}

/** A request with the headers that it needs. */
export function requestFor(method: string, path: string, body = '', as: Options['as'] = 'writer'): HttpRequest {
  const headers: Record<string, string> = body ? { 'content-type': 'application/json' } : {};
  if (as === 'writer') headers.authorization = TOKEN;
  return { method, path, headers, body };
}

/** The response and its body. Throws the service's `Problem`, or an `EngineError` if there is no response. */
export async function ask<T>(
  method: string,
  path: string,
  body = '',
  { signal, as }: Options = {},
): Promise<{ response: HttpResponse; body: T }> {
  const response = await queryEngine.request(HANDLE, requestFor(method, path, body, as), signal);
  return { response, body: bodyOf<T>(response) };
}
