/** A database in use. It is freed once it is retired and its last call has ended. */

import type { Database } from '../../pkg/limbda.js';

export class Lease {
  readonly #database: Database;
  #calls = 0;
  #retired = false;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Runs a call. Freeing the database during a call would look like a crash. */
  async use<T>(call: (database: Database) => T | Promise<T>): Promise<T> {
    this.#calls += 1;
    try {
      return await call(this.#database);
    } finally {
      this.#calls -= 1;
      this.#freeIfDone();
    }
  }

  retire(): void {
    this.#retired = true;
    this.#freeIfDone();
  }

  #freeIfDone(): void {
    if (this.#retired && this.#calls === 0) this.#database.free();
  }
}
