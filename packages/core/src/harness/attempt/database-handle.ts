import type { TestDatabase } from "../../databases/test-database.js";
import type { Changes, ChangesOptions } from "../../evidence/recorder/changes/table-changes.js";
import { misuseTypeError } from "../../errors/misuse-error.js";

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
  /**
   * Says which rows are not as they were when the test began, or at another moment: what is committed, by whichever connection or process, as values
   * of better-sqlite3. `{}` where nothing changed.
   *
   * ```ts
   * assert.deepEqual(db.changes({ since: "when", ignore: [/_at$/] }), {
   *   orders: { changed: [{ key: { id: 1 }, before: { status: "open" }, after: { status: "paid" } }] },
   * });
   * ```
   *
   * @throws `TypeError` and `RangeError` for options; `ChangesUnavailableError` `CHANGES_UNAVAILABLE` where it is not known
   */
  readonly changes: (options?: ChangesOptions) => Changes;
  /**
   * Names the state that the database is in now: if the test fails, its page and its report show what was committed up to here under this name, and
   * `changes({ since: name })` counts from here. All databases of the test are marked.
   *
   * @throws `TypeError` without a name or after the test has ended; `RangeError` for `start`, `when` and `step`
   */
  readonly mark: (name: string) => void;
}

/** What a handle asks the attempt that it belongs to. */
interface HandleOptions {
  readonly readChanges: (options?: ChangesOptions) => Changes;
  readonly mark: (name: string) => void;
}

/** What a test sees of a database: neither when it goes nor what is done with it before is its to say. */
export class OpenableDatabase implements DatabaseHandle {
  readonly name: string;
  readonly #database: TestDatabase;
  readonly #options: HandleOptions;

  constructor(name: string, database: TestDatabase, options: HandleOptions) {
    this.name = name;
    this.#database = database;
    this.#options = options;
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

  changes(options?: ChangesOptions): Changes {
    return this.#options.readChanges(options);
  }

  mark(name: string): void {
    this.#options.mark(name);
  }

  #refuseMemory(property: string): void {
    if (this.#database.origin !== "memory") return;
    throw misuseTypeError(
      `${property} must not be asked for with strategy "memory": the database "${this.name}" has no file. ` +
        'Use open(), which always gives the same connection, or another strategy ("auto").',
    );
  }
}
