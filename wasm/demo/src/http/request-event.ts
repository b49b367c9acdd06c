/** An HTTP API event (payload 2.0) made of a plain request, as AWS would send it. */

import type { HttpRequest } from '../engine/protocol';

const DOMAIN = 'abcdefghij.execute-api.eu-central-1.amazonaws.com';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function eventOf(request: HttpRequest, now: Date): string {
  const [path = '/', query = ''] = request.path.split('?');
  const userAgent = navigator.userAgent;
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: {
      ...request.headers,
      'content-length': String(new TextEncoder().encode(request.body).byteLength),
      host: DOMAIN,
      'user-agent': userAgent,
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName: DOMAIN,
      domainPrefix: 'abcdefghij',
      http: { method: request.method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent },
      requestId: 'AbCdEfGhIj0=',
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    body: request.body,
    isBase64Encoded: false,
  };
  return JSON.stringify(event, null, 2);
}

/** `03/Feb/2026:17:32:41 +0000` */
function commonLogTime(time: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const date = `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${date}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`;
}
