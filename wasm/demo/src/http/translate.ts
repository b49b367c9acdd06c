/** Translation between HTTP requests and Lambda events, done by the module. */

import { replayEngine } from '../app/engines';
import type { ClientRequest, HttpRequest } from '../engine/protocol';

const DOMAIN = 'abcdefghij.execute-api.eu-central-1.amazonaws.com';

/** The event that an HTTP API would send for a request from this browser. */
export function eventOf(request: HttpRequest): Promise<string> {
  const headers = {
    ...request.headers,
    'content-length': String(new TextEncoder().encode(request.body).byteLength),
    host: DOMAIN,
    'user-agent': navigator.userAgent,
  };
  return replayEngine.toEvent({ ...request, headers });
}

/** The request that a client would send to get an event; rejects if HTTP cannot carry it. */
export function requestOf({ event, settings }: { event: string; settings: string }): Promise<ClientRequest> {
  return replayEngine.toRequest(event, settings.trim() || undefined);
}
