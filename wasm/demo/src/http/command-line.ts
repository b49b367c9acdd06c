/** Requests and events as shell commands. */

import type { ClientRequest } from '../engine/protocol';

/** A `curl` command for the request. A body that is not text is piped through `base64 -d`. */
export function curl(endpoint: string, request: ClientRequest): string {
  const parts = ['curl', '-sS'];
  if (request.method !== 'GET' && !(request.method === 'POST' && request.body.length > 0))
    parts.push('-X', quote(request.method));
  parts.push(quote(join(endpoint, request.path)));
  for (const [name, value] of request.headers) parts.push('-H', quote(`${name}: ${value}`));
  if (request.body.length === 0) return parts.join(' ');
  const text = decode(request.body);
  if (text !== undefined) return [...parts, '--data-raw', quote(text)].join(' ');
  const base64 = btoa(String.fromCharCode(...request.body));
  return `echo ${quote(base64)} | base64 -d | ${parts.join(' ')} --data-binary @-`;
}

/** A `cargo lambda invoke` command for an event: with the fixture's file if there is one, else with the event inline. */
export function cargoLambda(event: string, fixture: string | undefined): string {
  const data = fixture ? `--data-file events/cases/${fixture}/event.json` : `--data-ascii ${quote(event.trim())}`;
  return `cargo lambda invoke bootstrap ${data}`;
}

/** The URL of a path below an endpoint. */
export function join(endpoint: string, path: string): string {
  return endpoint.replace(/\/+$/, '') + path;
}

/** Quotes for a shell: only the single quote itself needs escaping. */
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
