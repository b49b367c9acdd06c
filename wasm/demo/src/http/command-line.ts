/** Requests and events as lines for a shell. */

import type { PlainRequest } from './event-request';

/** A `curl` of the request; a body that is not text goes through `base64 -d`. */
export function curl(endpoint: string, request: PlainRequest): string {
  const parts = ['curl', '-sS'];
  if (request.method !== 'GET' && !(request.method === 'POST' && request.body)) parts.push('-X', quote(request.method));
  parts.push(quote(join(endpoint, request.target)));
  for (const [name, value] of request.headers) parts.push('-H', quote(`${name}: ${value}`));
  if (!request.body) return parts.join(' ');
  const text = decode(request.body);
  if (text !== undefined) return [...parts, '--data-raw', quote(text)].join(' ');
  const base64 = btoa(String.fromCharCode(...request.body));
  return `echo ${quote(base64)} | base64 -d | ${parts.join(' ')} --data-binary @-`;
}

/** A `cargo lambda invoke` of an event: by its file, where it is a fixture as it stands, else with the event itself. */
export function cargoLambda(event: string, fixture: string | undefined): string {
  const data = fixture ? `--data-file events/cases/${fixture}/event.json` : `--data-ascii ${quote(event.trim())}`;
  return `cargo lambda invoke bootstrap ${data}`;
}

export function join(endpoint: string, target: string): string {
  return endpoint.replace(/\/+$/, '') + target;
}

/** Single quotes keep everything but a single quote. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
