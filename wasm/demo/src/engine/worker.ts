/** The engine's worker: holds the open databases and answers calls. */

import type { HttpRequest as ModuleRequest, HttpResponse as ModuleResponse } from '../../pkg/limbda.js';
import init, { check, Database, eventToRequest, requestToEvent, responseToHttp } from '../../pkg/limbda.js';
import { Cancellation } from './cancellation';
import { Lease } from './lease';
import type { Call, ClientRequest, FromWorker, HttpResponse, Results, ToWorker } from './protocol';

const databases = new Map<string, Lease>();
const cancellations = new Map<number, Cancellation>();
let started: Promise<unknown> | undefined;
/** Settled when the last database was opened or failed to open. Later calls wait for it. */
let opened = Promise.resolve();

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case 'start':
      started = init({ module_or_path: data.module });
      return;
    case 'cancel':
      cancellations.get(data.id)?.abort();
      return;
    case 'call':
      void answer(data.id, data.call);
  }
});

// Uncaught errors in the worker reach the page through `worker.onerror`; unhandled rejections do not.
self.addEventListener('unhandledrejection', ({ reason }) => {
  post({ type: 'crashed', message: messageOf(reason) });
});

async function answer(id: number, call: Call): Promise<void> {
  try {
    await started;
    const value = await run(id, call);
    post({ type: 'done', id, value }, transfers(value));
  } catch (error) {
    post({ type: 'failed', id, message: messageOf(error), code: codeOf(error) });
  } finally {
    cancellations.delete(id);
  }
}

async function run(id: number, call: Call): Promise<Results[Call['kind']]> {
  switch (call.kind) {
    case 'open': {
      const turn = open(call);
      opened = turn.catch(() => {});
      return turn;
    }
    case 'request': {
      const { method, path, headers, body } = call.request;
      const bytes = new TextEncoder().encode(body);
      return use(call.handle, (database) =>
        cancellable(id, call.alive, async (signal) => {
          const begin = performance.now();
          const response = await database.request(method, path, headers, bytes, signal);
          const milliseconds = performance.now() - begin;
          return { ...taken(response), milliseconds };
        }),
      );
    }
    case 'replay':
      return use(call.handle, (database) =>
        cancellable(id, call.alive, async (signal) => {
          const begin = performance.now();
          const response = await database.replay(call.event, call.settings, signal);
          const milliseconds = performance.now() - begin;
          const { status, body } = taken(responseToHttp(response));
          return { response, status, body, milliseconds };
        }),
      );
    case 'toEvent': {
      const { method, path, headers, body } = call.request;
      return requestToEvent(method, path, headers, new TextEncoder().encode(body));
    }
    case 'toRequest':
      return takenRequest(eventToRequest(call.event, call.settings));
    case 'export':
      return use(call.handle, (database) => owned(database.export()));
    case 'check':
      return check(await bytesOf(call.blob));
    case 'crash':
      setTimeout(() => {
        throw new Error('a crash on request');
      });
      return new Promise(() => {});
  }
}

/** Opens a file. The one that was open stays if this fails. */
async function open(call: Extract<Call, { kind: 'open' }>): Promise<undefined> {
  const bytes = await bytesOf(call.blob);
  const database = new Database(bytes, JSON.stringify(call.settings));
  databases.get(call.handle)?.retire();
  databases.set(call.handle, new Lease(database));
}

/** Runs a call that can be cancelled. A call that ends before it notices still returns its result, and its writes last. */
async function cancellable<T>(id: number, alive: string, call: (signal: Cancellation) => Promise<T>): Promise<T> {
  const signal = new Cancellation(alive);
  cancellations.set(id, signal);
  return call(signal);
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    // The file was moved or changed, or is too large for one buffer.
    throw Object.assign(new Error(`cannot read the file: ${messageOf(error)}`), { code: 'file-unreadable' });
  }
}

/** Copies a response out of the module and frees it there. */
function taken(response: ModuleResponse): Omit<HttpResponse, 'milliseconds'> {
  const { status, headers } = response;
  const body = owned(response.body);
  response.free();
  return { status, headers, body };
}

function takenRequest(request: ModuleRequest): ClientRequest {
  const { method, path, headers } = request;
  const body = owned(request.body);
  request.free();
  return { method, path, headers, body };
}

/** Bytes from the module are a copy in a buffer of their own, which can be transferred. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}

/** Runs a call on an open database. */
async function use<T>(handle: string, call: (database: Database) => T | Promise<T>): Promise<T> {
  await opened;
  const lease = databases.get(handle);
  if (!lease) throw Object.assign(new Error('no database is open'), { code: 'not-open' });
  return lease.use(call);
}

function transfers(value: Results[Call['kind']]): Transferable[] {
  if (value instanceof Uint8Array) return [value.buffer];
  return typeof value === 'object' && 'body' in value ? [value.body.buffer] : [];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
