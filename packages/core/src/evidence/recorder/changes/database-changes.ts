import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ResolvedDatabase } from "../../../config/database-config.js";
import { ChangesUnavailableError } from "../../../errors/classes/evidence-errors.js";
import { messageOf } from "../../../errors/message-of.js";
import { misuseRangeError } from "../../../errors/misuse-error.js";
import { describeValue } from "../../../options/option-error.js";
import type { Database } from "../../../sqlite/load-sqlite.js";
import { FileStates } from "../file-states.js";
import type { Mark, StateHistory } from "../state-history.js";
import { readChanges } from "./read-changes.js";
import type { Changes, ChangesOptions } from "./table-changes.js";

/** A database in memory, which only its connection knows. */
export interface MemorySource {
  /** The test's connection; `undefined` before its first `open()`. */
  readonly connection: () => Database | undefined;
  /** Gives the content that the test's connection began with, the configuration's `connection` applied. */
  readonly start: () => Buffer;
}

export interface DatabaseChangesOptions {
  /** `default`, or the name of the database in the configuration. */
  readonly database: string;
  readonly configuration: ResolvedDatabase | undefined;
  /** Of its states, or why there are none. */
  readonly states: StateHistory | MemorySource | { readonly unavailable: string };
  /** Gives the absolute path of a folder that does not exist yet, for scratch files; it is removed again. */
  readonly createDirectoryPath: () => string;
}

/** What `since` takes besides the names of marks. */
export const SINCE = ["start", "when", "step"] as const satisfies readonly NonNullable<ChangesOptions["since"]>[];

/** Answers `changes()` of one database of one test. */
export class DatabaseChanges {
  readonly #options: DatabaseChangesOptions;
  /** `undefined` where a state was named that is not known. */
  readonly #marks = new Map<string, Mark | undefined>();

  constructor(options: DatabaseChangesOptions) {
    this.#options = options;
  }

  /** Notes from where `since: "when"`, `since: "step"` or the name of a mark counts. */
  noteMark(since: string, mark: Mark | undefined): void {
    this.#marks.set(since, mark);
  }

  /**
   * Says which rows are not as they were: what is committed, by whichever connection or process.
   *
   * @throws `TypeError` and `RangeError` for options, {@link ChangesUnavailableError} `CHANGES_UNAVAILABLE` where it is not known
   */
  read(options: ChangesOptions = {}): Changes {
    const { states, database } = this.#options;
    const { since = "start" } = options;
    if (!SINCE.some((known) => known === since) && !this.#marks.has(since)) {
      const names = [...this.#marks.keys()].filter((name) => !SINCE.some((known) => known === name));
      const marks =
        names.length === 0 ? "the name of a mark" : `a mark (${names.map((name) => JSON.stringify(name)).join(", ")})`;
      throw misuseRangeError(`changes(): since: expected "start", "when", "step" or ${marks}, got ${describeValue(since)}`);
    }
    if ("unavailable" in states) throw new ChangesUnavailableError(database, states.unavailable, ASK_OTHERWISE);
    return this.#withDirectory((directory) =>
      "mark" in states
        ? this.#readHistory(states, directory, since, options)
        : this.#readMemory(states, directory, since, options),
    );
  }

  #readHistory(history: StateHistory, directory: string, since: string, options: ChangesOptions): Changes {
    const mark = since === "start" ? undefined : this.#marks.get(since);
    if (since !== "start" && mark === undefined) throw this.#unknownSince(since);
    const now = history.mark();
    const states = history.openStates(directory);
    try {
      const positionOf = ({ index, problem }: Mark): number => {
        const position = states.moments.findIndex((moment) => moment.mark?.index === index);
        if (problem === undefined && position !== -1) return position;
        throw this.#unavailable(problem ?? "its state was not recorded");
      };
      const { database, configuration } = this.#options;
      const from = mark === undefined ? 0 : positionOf(mark);
      return readChanges({ database, configuration, states, from, to: positionOf(now) }, options);
    } finally {
      states.close();
    }
  }

  #readMemory({ connection, start }: MemorySource, directory: string, since: string, options: ChangesOptions): Changes {
    if (since !== "start") throw this.#unknownSince(since);
    const { database, configuration } = this.#options;
    const current = connection();
    if (current?.inTransaction === true) {
      const reason = "a transaction is open, and only what is committed counts";
      throw new ChangesUnavailableError(database, reason, "End the transaction first.");
    }
    const before = start();
    const paths = [before, current?.serialize() ?? before].map((content, index) => {
      const path = join(directory, `state-${index}.db`);
      writeFileSync(path, content, { mode: 0o600 });
      return { path };
    });
    const states = new FileStates(paths, directory);
    try {
      return readChanges({ database, configuration, states, from: 0, to: 1 }, options);
    } finally {
      states.close();
    }
  }

  #withDirectory<Result>(use: (directory: string) => Result): Result {
    const directory = this.#options.createDirectoryPath();
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw this.#unavailable(messageOf(error), error);
    }
    try {
      return use(directory);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  #unavailable(reason: string, cause?: unknown): ChangesUnavailableError {
    return new ChangesUnavailableError(this.#options.database, reason, ASK_OTHERWISE, cause);
  }

  #unknownSince(since: string): ChangesUnavailableError {
    const reason = `it was not recorded where since: ${JSON.stringify(since)} begins`;
    return new ChangesUnavailableError(this.#options.database, reason, 'Leave since out, or give since: "start".');
  }
}

const ASK_OTHERWISE = "Ask the database itself, with a query.";
