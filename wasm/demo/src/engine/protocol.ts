/** What the page and an engine's worker say to each other. */

/** The function's LIMBDA_* variables. */
export type Settings = Record<string, string>;

export interface HttpRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface HttpAnswer {
  status: number;
  headers: [string, string][];
  body: Uint8Array<ArrayBuffer>;
  /** How long the engine took, without the way between page and worker. */
  milliseconds: number;
}

export interface ReplayAnswer {
  response: string;
  milliseconds: number;
}

/** What a worker can be asked; a call that can be cancelled names the URL whose revocation cancels it. */
export type Call =
  | { kind: 'open'; handle: string; blob: Blob; settings: Settings }
  | { kind: 'request'; handle: string; request: HttpRequest; alive: string }
  | { kind: 'replay'; handle: string; event: string; settings: string | undefined; alive: string }
  | { kind: 'export'; handle: string }
  | { kind: 'check'; blob: Blob }
  | { kind: 'crash' };

/** What each call is answered with. */
export interface Answers {
  open: undefined;
  request: HttpAnswer;
  replay: ReplayAnswer;
  export: Uint8Array<ArrayBuffer>;
  check: string;
  crash: undefined;
}

export type ToWorker =
  | { type: 'start'; module: WebAssembly.Module }
  | { type: 'call'; id: number; call: Call }
  | { type: 'cancel'; id: number };

export type FromWorker =
  | { type: 'done'; id: number; value: Answers[Call['kind']] }
  /** Without a code it is not the request's fault: the engine has crashed. */
  | { type: 'failed'; id: number; message: string; code: string | undefined }
  | { type: 'crashed'; message: string };
