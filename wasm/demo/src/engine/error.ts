/** Why a call to the engine failed. */

export class EngineError extends Error {
  /** `cancelled`, `crashed`, `restarted`, or a code of the engine such as `database-unreadable`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
  }

  /** Whether the reader cancelled the call, which is not reported as an error. */
  get isCancellation(): boolean {
    return this.code === 'cancelled' || this.code === 'restarted';
  }
}
