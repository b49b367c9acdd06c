/** The HTTP request inside a Lambda event: what the client sent before a trigger wrapped it up. */

import type { Settings } from '../engine/protocol';
import { bytesOfBase64 } from './base64';

export interface PlainRequest {
  method: string;
  /** Path and query, as they follow the endpoint's address. */
  target: string;
  headers: [string, string][];
  body: Uint8Array<ArrayBuffer> | undefined;
}

interface Event {
  rawPath?: string;
  rawQueryString?: string | null;
  path?: string;
  httpMethod?: string;
  headers?: Record<string, string> | null;
  multiValueHeaders?: Record<string, string[]> | null;
  queryStringParameters?: Record<string, string> | null;
  multiValueQueryStringParameters?: Record<string, string[]> | null;
  requestContext?: { stage?: string; path?: string; http?: { method?: string }; elb?: object };
  cookies?: string[] | null;
  body?: string | null;
  isBase64Encoded?: boolean;
}

/** Headers that belong to the connection or that AWS adds; another connection has its own. */
const HOP = /^(host|connection|content-length|accept-encoding|via|user-agent|x-forwarded-.*|x-amzn-.*|cloudfront-.*)$/i;

/** The request of an event; throws an error that says why there is none. */
export function requestOf(text: string, settings: Settings): PlainRequest {
  const event = parse(text);
  const method = event.requestContext?.http?.method ?? event.httpMethod;
  const path = event.rawPath ?? event.path;
  if (!method || path === undefined) throw new Error('the event is not an HTTP event: it has no method and no path');
  const inner = withoutPrefix(withoutStage(event, path), settings.LIMBDA_BASE_PATH ?? '');
  const query = queryOf(event);
  return {
    method,
    target: encodePath(inner) + (query && `?${query}`),
    headers: headersOf(event),
    body: bodyOf(event),
  };
}

function parse(text: string): Event {
  const event: unknown = JSON.parse(text);
  if (typeof event !== 'object' || event === null) throw new Error('the event is not a JSON object');
  return event;
}

/** An HTTP API has the stage's name in the path; a REST API in the context's path alone. */
function withoutStage(event: Event, path: string): string {
  const stage = event.requestContext?.stage;
  if (!stage || stage === '$default') return path;
  const behind = withoutPrefix(path, `/${stage}`);
  const context = event.requestContext?.path;
  const alone = event.rawPath === undefined && context !== undefined && withoutPrefix(context, `/${stage}`) === path;
  return alone ? path : behind;
}

function withoutPrefix(path: string, prefix: string): string {
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  return rest === '' || rest.startsWith('/') ? rest || '/' : path;
}

/** What is encoded stays so; what a trigger has decoded is encoded again. */
function encodePath(path: string): string {
  return encodeURI(path).replaceAll('%25', '%').replaceAll('?', '%3F').replaceAll('#', '%23');
}

function queryOf(event: Event): string {
  if (event.rawQueryString) return event.rawQueryString;
  const single = Object.entries(event.queryStringParameters ?? {}).map(([name, value]) => [name, [value]] as const);
  const pairs = event.multiValueQueryStringParameters ? Object.entries(event.multiValueQueryStringParameters) : single;
  // A load balancer gives the parts as they were sent, a REST API decoded ones.
  const encode = event.requestContext?.elb ? (part: string) => part : encodeURIComponent;
  return pairs.flatMap(([name, values]) => values.map((value) => `${encode(name)}=${encode(value)}`)).join('&');
}

function headersOf(event: Event): [string, string][] {
  const headers = new Map<string, [string, string]>();
  const add = (name: string, value: string) => headers.set(name.toLowerCase(), [name.toLowerCase(), value]);
  for (const [name, value] of Object.entries(event.headers ?? {})) add(name, value);
  for (const [name, values] of Object.entries(event.multiValueHeaders ?? {})) add(name, values.join(', '));
  if (event.cookies?.length) add('cookie', event.cookies.join('; '));
  return [...headers.values()].filter(([name]) => !HOP.test(name));
}

function bodyOf(event: Event): Uint8Array<ArrayBuffer> | undefined {
  if (!event.body) return undefined;
  if (!event.isBase64Encoded) return new TextEncoder().encode(event.body);
  return bytesOfBase64(event.body);
}
