import { migrationRunner } from "./migration-runner.js";
import { openDatabase, type Database } from "./open-database.js";

/**
 * Access to one database, for as long as its user wants: an HTTP server keeps one, a command opens one. The connection is opened by
 * the first unit of work and shared by those after it.
 */
export class Session {
  /** Absolute, or relative to the working directory. */
  readonly path: string;

  readonly #open: (path: string) => Promise<Database>;
  #database: Database | undefined;
  #connectionsOpened = 0;

  /** @param open opens a connection, in place of the usual way */
  constructor(path: string, open: (path: string) => Promise<Database> = openDatabase) {
    this.path = path;
    this.#open = open;
  }

  /** How many connections this session opened since it was made. */
  get connectionsOpened(): number {
    return this.#connectionsOpened;
  }

  /** Runs a unit of work: one transaction, on a database that is up to date. An error in it undoes all of it. */
  async run<Result>(work: (database: Database) => Result): Promise<Result> {
    await migrationRunner.initOrUpgrade(this.path);
    const database = await this.#connect();
    return database.transaction(() => work(database)).immediate();
  }

  /** Closes the connection. The next unit of work opens another. */
  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  async #connect(): Promise<Database> {
    if (this.#database === undefined) {
      this.#database = await this.#open(this.path);
      this.#connectionsOpened += 1;
    }
    return this.#database;
  }
}
