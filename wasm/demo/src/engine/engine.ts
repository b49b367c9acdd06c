/** The page's side of an engine: calls as promises, cancellation, and a new worker after a crash. */

import { EngineError } from './error';
import type {
  Call,
  ClientRequest,
  FromWorker,
  HttpRequest,
  HttpResponse,
  ReplayResult,
  Results,
  Settings,
  ToWorker,
} from './protocol';

/** How long a cancelled call may go on before its worker is terminated. */
const PATIENCE_MS = 1000;

interface Pending {
  call: Call;
  resolve(value: Results[Call['kind']]): void;
  reject(error: EngineError): void;
}

interface Opened {
  blob: Blob;
  settings: Settings;
}

/** Called after a worker was replaced; `lost` says whether it held databases, whose writes are gone. */
export type OnRestart = (reason: EngineError, lost: boolean) => void;

export class Engine {
  readonly #module: () => Promise<WebAssembly.Module>;
  readonly #onRestart: OnRestart;
  readonly #pending = new Map<number, Pending>();
  readonly #opened = new Map<string, Opened>();
  #worker: Promise<Worker> | undefined;
  /** The current worker. Messages that a terminated worker sent before may still arrive; they are ignored. */
  #live: Worker | undefined;
  #generation = 0;
  #lastId = 0;

  constructor(module: () => Promise<WebAssembly.Module>, onRestart: OnRestart) {
    this.#module = module;
    this.#onRestart = onRestart;
  }

  /** The number of workers started so far. */
  get generation(): number {
    return this.#generation;
  }

  /** Opens a database, replacing the one that this handle had. */
  async open(handle: string, blob: Blob, settings: Settings): Promise<void> {
    await this.#call({ kind: 'open', handle, blob, settings });
    this.#opened.set(handle, { blob, settings });
  }

  request(handle: string, request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
    return this.#cancellable((alive) => ({ kind: 'request', handle, request, alive }), signal);
  }

  replay(handle: string, event: string, settings?: string, signal?: AbortSignal): Promise<ReplayResult> {
    return this.#cancellable((alive) => ({ kind: 'replay', handle, event, settings, alive }), signal);
  }

  toEvent(request: HttpRequest): Promise<string> {
    return this.#call({ kind: 'toEvent', request });
  }

  toRequest(event: string, settings?: string): Promise<ClientRequest> {
    return this.#call({ kind: 'toRequest', event, settings });
  }

  export(handle: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#call({ kind: 'export', handle });
  }

  check(blob: Blob): Promise<string> {
    return this.#call({ kind: 'check', blob });
  }

  /** Throws in the worker outside of any call, as a panic does. */
  crash(): Promise<undefined> {
    return this.#call({ kind: 'crash' });
  }

  async #cancellable<K extends 'request' | 'replay'>(
    call: (alive: string) => Extract<Call, { kind: K }>,
    signal: AbortSignal | undefined,
  ): Promise<Results[K]> {
    if (signal?.aborted) throw new EngineError('cancelled', 'the query was cancelled');
    const alive = URL.createObjectURL(new Blob(['alive']));
    let patience: ReturnType<typeof setTimeout> | undefined;
    const id = ++this.#lastId;
    const cancel = () => {
      URL.revokeObjectURL(alive);
      this.#live?.postMessage({ type: 'cancel', id } satisfies ToWorker);
      patience = setTimeout(() => {
        const text = 'the query did not stop within a second, so the engine was terminated';
        this.#restart(new EngineError('restarted', text));
      }, PATIENCE_MS);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await this.#call(call(alive), id);
    } finally {
      clearTimeout(patience);
      signal?.removeEventListener('abort', cancel);
      URL.revokeObjectURL(alive);
    }
  }

  async #call<K extends Call['kind']>(call: Extract<Call, { kind: K }>, id = ++this.#lastId): Promise<Results[K]> {
    const { promise, resolve, reject } = deferred<Results[K]>();
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#pending.set(id, { call, resolve: (value) => resolve(value as Results[K]), reject });
    try {
      (await worker).postMessage({ type: 'call', id, call } satisfies ToWorker);
    } catch (error) {
      this.#pending.delete(id);
      this.#worker = undefined;
      throw new EngineError('not-loaded', `the engine cannot be loaded: ${String(error)}; reload the page`);
    }
    return promise;
  }

  async #start(): Promise<Worker> {
    const module = await this.#module();
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'limbda' });
    this.#live = worker;
    this.#generation += 1;
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (worker === this.#live) this.#receive(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const message = event.message || 'its script could not be loaded';
      if (worker === this.#live) this.#restart(new EngineError('crashed', message));
    });
    worker.postMessage({ type: 'start', module } satisfies ToWorker);
    return worker;
  }

  #receive(message: FromWorker): void {
    if (message.type === 'crashed' || (message.type === 'failed' && message.code === undefined)) {
      this.#restart(new EngineError('crashed', message.message));
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === 'done') pending?.resolve(message.value);
    else pending?.reject(new EngineError(message.code ?? '', message.message));
  }

  /** Terminates the worker, starts another and reopens the databases as they were first opened. */
  #restart(reason: EngineError): void {
    const broken = [...this.#pending.values()];
    this.#pending.clear();
    this.#live?.terminate();
    this.#live = undefined;
    this.#worker = undefined;
    const lost = this.#opened.size > 0;
    for (const { call } of broken) {
      // Do not reopen a file whose opening crashed the engine.
      if (call.kind === 'open' && this.#opened.get(call.handle)?.blob === call.blob) this.#opened.delete(call.handle);
    }
    for (const [handle, opened] of this.#opened) {
      this.#call({ kind: 'open', handle, ...opened }).catch(() => this.#opened.delete(handle));
    }
    for (const { reject } of broken) reject(reason);
    this.#onRestart(reason, lost);
  }
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: EngineError) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
