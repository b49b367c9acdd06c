/** Why a call to the engine has no answer. */

export class EngineError extends Error {
  /** `cancelled`, `crashed`, `restarted`, or a code of the engine such as `database-unreadable`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'EngineError';
    this.code = code;
  }

  /** Whether nobody wants the answer any more: asked for, and so no error to the reader. */
  get isCancellation(): boolean {
    return this.code === 'cancelled' || this.code === 'restarted';
  }
}
