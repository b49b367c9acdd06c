/** The engine's worker: it holds the databases that are open and answers one call after another. */

import init, { check, Database } from '../../pkg/limbda.js';
import { Cancellation } from './cancellation';
import { Lease } from './lease';
import type { Answers, Call, FromWorker, ToWorker } from './protocol';

const databases = new Map<string, Lease>();
const cancellations = new Map<number, Cancellation>();
let started: Promise<unknown> | undefined;
/** Fulfilled once what was to be opened is open, or cannot be: what is asked next waits for it. */
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

// An error of the page's own worker reaches `worker.onerror`; a rejection that nobody awaits does not.
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

async function run(id: number, call: Call): Promise<Answers[Call['kind']]> {
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
          const answer = await database.request(method, path, headers, bytes, signal);
          const milliseconds = performance.now() - begin;
          const { status, headers: answered } = answer;
          const answeredBody = owned(answer.body);
          answer.free();
          return { status, headers: answered, body: answeredBody, milliseconds };
        }),
      );
    }
    case 'replay':
      return use(call.handle, (database) =>
        cancellable(id, call.alive, async (signal) => {
          const begin = performance.now();
          const response = await database.replay(call.event, call.settings, signal);
          return { response, milliseconds: performance.now() - begin };
        }),
      );
    case 'export':
      return use(call.handle, (database) => owned(database.export()));
    case 'check':
      return check(await bytesOf(call.blob));
    case 'crash':
      setTimeout(() => {
        throw new Error('a crash that was asked for');
      });
      return new Promise(() => {});
  }
}

/** Opens a file in place of the one that was open: that stays, if this one cannot be opened. */
async function open(call: Extract<Call, { kind: 'open' }>): Promise<undefined> {
  const bytes = await bytesOf(call.blob);
  const database = new Database(bytes, JSON.stringify(call.settings));
  databases.get(call.handle)?.retire();
  databases.set(call.handle, new Lease(database));
}

/** Runs a call that can be cancelled. One that was done before it heard of that has its answer: what it wrote is written. */
async function cancellable<T>(id: number, alive: string, call: (signal: Cancellation) => Promise<T>): Promise<T> {
  const signal = new Cancellation(alive);
  cancellations.set(id, signal);
  return call(signal);
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    // The file was moved, changed or is too large for one buffer.
    throw Object.assign(new Error(`the file cannot be read: ${messageOf(error)}`), { code: 'file-unreadable' });
  }
}

/** Bytes that come out of the module are a copy with a buffer of its own, which can be handed on. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}

/** Runs a call on an open database. */
async function use<T>(handle: string, call: (database: Database) => T | Promise<T>): Promise<T> {
  await opened;
  const lease = databases.get(handle);
  if (!lease) throw Object.assign(new Error('no database is open: open one first'), { code: 'not-open' });
  return lease.use(call);
}

function transfers(value: Answers[Call['kind']]): Transferable[] {
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
