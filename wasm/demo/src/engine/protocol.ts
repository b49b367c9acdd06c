/** The messages between the page and an engine's worker. */

/** The function's LIMBDA_* variables. */
export type Settings = Record<string, string>;

export interface HttpRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface HttpResponse {
  status: number;
  headers: [string, string][];
  body: Uint8Array<ArrayBuffer>;
  /** How long the engine took, without the messages between page and worker. */
  milliseconds: number;
}

/** A request as it is sent over a connection; a header's name may be repeated. */
export interface ClientRequest {
  method: string;
  /** The path and the query. */
  path: string;
  headers: [string, string][];
  body: Uint8Array<ArrayBuffer>;
}

export interface ReplayResult {
  /** The function's response, as JSON. */
  response: string;
  /** The status and the body of the HTTP response that a gateway makes of it. */
  status: number;
  body: Uint8Array<ArrayBuffer>;
  milliseconds: number;
}

/** The calls to a worker. A call that can be cancelled names the URL whose revocation cancels it. */
export type Call =
  | { kind: 'open'; handle: string; blob: Blob; settings: Settings }
  | { kind: 'request'; handle: string; request: HttpRequest; alive: string }
  | { kind: 'replay'; handle: string; event: string; settings: string | undefined; alive: string }
  | { kind: 'toEvent'; request: HttpRequest }
  | { kind: 'toRequest'; event: string; settings: string | undefined }
  | { kind: 'export'; handle: string }
  | { kind: 'check'; blob: Blob }
  | { kind: 'crash' };

/** The result of each call. */
export interface Results {
  open: undefined;
  request: HttpResponse;
  replay: ReplayResult;
  toEvent: string;
  toRequest: ClientRequest;
  export: Uint8Array<ArrayBuffer>;
  check: string;
  crash: undefined;
}

export type ToWorker =
  | { type: 'start'; module: WebAssembly.Module }
  | { type: 'call'; id: number; call: Call }
  | { type: 'cancel'; id: number };

export type FromWorker =
  | { type: 'done'; id: number; value: Results[Call['kind']] }
  /** A failure without a code is a crash of the engine, not an error of the call. */
  | { type: 'failed'; id: number; message: string; code: string | undefined }
  | { type: 'crashed'; message: string };
