/** Downloads of the page's large files, with progress. */

import { signal } from '@preact/signals';

export interface Progress {
  received: number;
  total: number;
}

/** The downloads of the module and the demo database; undefined if one is not running or comes from a cache. */
export const progress = {
  module: signal<Progress | undefined>(undefined),
  database: signal<Progress | undefined>(undefined),
};

/** Fetches a file of the build. Its size is known from the build, since `content-length` is wrong if the host compresses. */
export async function download(url: string, part: keyof typeof progress): Promise<Response> {
  const total = __BYTES__[part];
  progress[part].value = { received: 0, total };
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  let received = 0;
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      received += chunk.byteLength;
      progress[part].value = received < total ? { received, total } : undefined;
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: response.headers });
}
