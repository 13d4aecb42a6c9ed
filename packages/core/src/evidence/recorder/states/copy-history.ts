import { messageOf } from "../../../errors/message-of.js";
import type { CopySource } from "../../../strategies/strategy.js";
import type { Mark, Moment, StateHistory, StateReader } from "../state-history.js";
import { CopyFiles, isCopyAsMade, type FilesLook } from "./copy-files.js";
import { CopyReading } from "./copy-reading.js";
import type { DatabaseUse } from "./database-use.js";
import { pageBytesOf } from "./page-bytes.js";
import { PagedStateReader } from "./paged-state-reader.js";
import { PageLog } from "./page-log.js";

const MAX_ATTEMPTS = 5;

/**
 * The states of a plain file. There is nothing that keeps them: at each mark the file is compared with what it was, and pages that differ are kept in
 * memory. Where a WAL grew meanwhile, each of its commits is a state of its own.
 */
export class CopyHistory implements StateHistory {
  readonly #source: CopySource;
  readonly #use: DatabaseUse;
  readonly #log: PageLog;
  readonly #moments: Moment[] = [{ mark: { index: 0, hasOpenTransaction: false } }];
  #marks = 1;
  #files: CopyFiles | undefined;
  /** What the latest state was read from; `undefined` where the next mark has to read again. */
  #last: FilesLook | undefined;
  #hasOpenTransaction = false;
  #isDisposed = false;
  readonly #reading: CopyReading;

  constructor(source: CopySource, use: DatabaseUse) {
    this.#source = source;
    this.#use = use;
    this.#log = new PageLog(source, pageBytesOf(source.viewBase(0, 100)) ?? 0);
    this.#reading = new CopyReading(source, this.#log);
  }

  mark(): Mark {
    const index = this.#marks++;
    const problem = this.#follow();
    const known = { index, hasOpenTransaction: this.#hasOpenTransaction || this.#use.isInTransaction() };
    const mark = problem === undefined ? known : { ...known, problem };
    // A commit that was found is the mark's own state.
    const isTold = problem === undefined && this.#moments.length < this.#log.states.length;
    if (!isTold) this.#log.repeat();
    while (this.#moments.length < this.#log.states.length - 1) this.#moments.push({});
    this.#moments.push({ mark });
    return mark;
  }

  openStates(directory: string): StateReader {
    return new PagedStateReader([...this.#moments], this.#log.toHistory(this.#source), directory);
  }

  dispose(): void {
    this.#files?.close();
    this.#files = undefined;
    this.#isDisposed = true;
  }

  /** Adds the states that came about since the last mark; returns why the state is not known, `undefined` where it is. */
  #follow(): string | undefined {
    if (this.#isDisposed || !this.#source.isInUse) return "the database was given back";
    if (!this.#use.isPathKnown) return undefined;
    try {
      if (this.#files === undefined && isCopyAsMade(this.#source)) return undefined;
      this.#files ??= new CopyFiles(this.#source);
      if (this.#last !== undefined && this.#files.isAsAt(this.#last)) return undefined;
      return this.#read(this.#files);
    } catch (error) {
      this.#last = undefined;
      return `its files cannot be read: ${messageOf(error)}`;
    }
  }

  /** Reads until nothing happens meanwhile. */
  #read(files: CopyFiles): string | undefined {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const look = files.look(this.#last);
      const found = this.#reading.read(files, look, this.#last);
      if (found.problem === undefined && !files.isStillAt(look)) continue;
      this.#hasOpenTransaction = found.hasOpenTransaction;
      this.#last = found.problem === undefined ? look : undefined;
      if (found.problem === undefined) this.#reading.accept(found);
      return found.problem;
    }
    this.#last = undefined;
    return "it was written to while it was looked at";
  }
}
