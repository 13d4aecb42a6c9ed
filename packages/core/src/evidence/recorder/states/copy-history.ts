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
  readonly #moments: Moment[] = [{ mark: { index: 0, hasOpenTransaction: false } }];
  #marks = 1;
  #files: CopyFiles | undefined;
  /** What the latest state was read from; `undefined` where the next mark has to read again. */
  #last: FilesLook | undefined;
  #hasOpenTransaction = false;
  #isDisposed = false;
  /** Begun when something has changed: all moments until then have the pages that the test was given. */
  #pages: Pages | undefined;

  constructor(source: CopySource, use: DatabaseUse) {
    this.#source = source;
    this.#use = use;
  }

  mark(): Mark {
    const index = this.#marks++;
    const problem = this.#follow();
    const known = { index, hasOpenTransaction: this.#hasOpenTransaction || this.#use.isInTransaction() };
    const mark = problem === undefined ? known : { ...known, problem };
    if (this.#pages !== undefined) this.#makeRoom(this.#pages.log, problem === undefined);
    this.#moments.push({ mark });
    return mark;
  }

  openStates(directory: string): StateReader {
    return new PagedStateReader([...this.#moments], this.#beginPages().log.toHistory(this.#source), directory);
  }

  dispose(): void {
    this.#files?.close();
    this.#files = undefined;
    this.#isDisposed = true;
  }

  /** Where a test changes nothing and is green, as most are at most steps, there is nothing to keep. */
  #beginPages(): Pages {
    if (this.#pages !== undefined) return this.#pages;
    const log = new PageLog(this.#source, pageBytesOf(this.#source.viewBase(0, 100)) ?? 0);
    while (log.states.length < this.#moments.length) log.repeat();
    this.#pages = { log, reading: new CopyReading(this.#source, log) };
    return this.#pages;
  }

  /** Has the log one state more than there are moments, for a mark that comes next. */
  #makeRoom(log: PageLog, isKnown: boolean): void {
    // A commit that was found is the mark's own state.
    if (!isKnown || this.#moments.length === log.states.length) log.repeat();
    while (this.#moments.length < log.states.length - 1) this.#moments.push({});
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
    const { reading } = this.#beginPages();
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const look = files.look(this.#last);
      const found = reading.read(files, look, this.#last);
      if (found.problem === undefined && !files.isStillAt(look)) continue;
      this.#hasOpenTransaction = found.hasOpenTransaction;
      this.#last = found.problem === undefined ? look : undefined;
      if (found.problem === undefined) reading.accept(found);
      return found.problem;
    }
    this.#last = undefined;
    return "it was written to while it was looked at";
  }
}

/** A state for each moment, and what reads the next ones. */
interface Pages {
  readonly log: PageLog;
  readonly reading: CopyReading;
}
