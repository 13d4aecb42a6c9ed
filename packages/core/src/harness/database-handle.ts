import type { TestDatabase } from "../databases/test-database.js";
import { misuseTypeError } from "../errors/misuse-error.js";

/** A database of one attempt of one test. */
export interface DatabaseHandle {
  /** `default`, or its name under `databases` in the configuration. */
  readonly name: string;
  /**
   * Absolute path, for better-sqlite3.
   *
   * @throws `TypeError` with the strategy `memory`, where there is none
   */
  readonly path: string;
  /**
   * `file:` URL of the same file, for drivers that want one.
   *
   * @throws `TypeError` with the strategy `memory`, where there is none
   */
  readonly url: string;
  /** Opens a connection with the configuration's `connection` applied; it is closed for you when the test ends. */
  readonly open: TestDatabase["open"];
}

/** What a test sees of a database: neither when it goes nor what is done with it before is its to say. */
export class OpenableDatabase implements DatabaseHandle {
  readonly name: string;
  readonly #database: TestDatabase;

  constructor(name: string, database: TestDatabase) {
    this.name = name;
    this.#database = database;
  }

  get path(): string {
    this.#refuseMemory("path");
    return this.#database.path;
  }

  get url(): string {
    this.#refuseMemory("url");
    return this.#database.url;
  }

  open(): ReturnType<TestDatabase["open"]> {
    return this.#database.open();
  }

  #refuseMemory(property: string): void {
    if (this.#database.origin !== "memory") return;
    throw misuseTypeError(
      `${property} must not be asked for with strategy "memory": the database "${this.name}" has no file. ` +
        'Use open(), which always gives the same connection, or another strategy ("auto").',
    );
  }
}
