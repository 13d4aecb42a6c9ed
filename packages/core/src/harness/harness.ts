import { selectDatabase } from "../config/select-database.js";
import { findRecordedSource, prepareSource, type TestDatabaseSource } from "../databases/prepare-test-databases.js";
import { findRecordedSuite } from "../databases/suite/suite-record.js";
import type { TestDatabase } from "../databases/test-database.js";
import type { RetainedDatabase } from "../evidence/retained/retained-database.js";
import { noteRetainedRunInUse } from "../evidence/retained/retained-directory.js";
import { RetainedDatabases } from "../evidence/retained/retained-databases.js";
import { renderPage } from "../evidence/viewer/render-page.js";
import { sweepRetainedDatabases } from "../evidence/retained/sweep-retained-databases.js";
import type { Run } from "../runs/run.js";
import { refuseSecondSqlite } from "../sqlite/refuse-second-sqlite.js";
import type { DatabaseHandle } from "./attempt/database-handle.js";
import type { ResolvedTestOptions } from "./options/resolve-test-options.js";
import type { RunStatistics } from "./summary/run-statistics.js";
import type { RunnerWords } from "./runner-words.js";
import type { TestInfo } from "./attempt/test-info.js";

/** What a test is given. */
export interface TestProperties {
  /** By name, in the order in which they were asked for. */
  readonly databases: ReadonlyMap<string, DatabaseHandle>;
  readonly defer: (work: () => unknown) => void;
}

/** A runner, as the harness needs to know it. `Context` is its own object for one test. */
export interface Runner<Context> {
  readonly words: RunnerWords;
  /** In which the test's variables are set. @defaultValue that of the process */
  readonly environments?: readonly NodeJS.ProcessEnv[];
  /** Puts into the context what the test is given, before its variables are set and its application is told. */
  extendContext?(context: Context, properties: TestProperties): void;
  /** Has the report of the test say what became of its database; `false` where it has no report: it is said on stderr then. */
  report?(context: Context, retained: RetainedDatabase): boolean;
}

/** What one process, or thread, that runs tests knows from one to the next. */
export class Harness<Context = unknown> {
  readonly runner: Runner<Context>;
  readonly options: ResolvedTestOptions<Context>;
  readonly statistics: RunStatistics;
  readonly #run: Run;
  #retained: RetainedDatabases | undefined;
  readonly #sources = new Map<string, TestDatabaseSource>();

  constructor(runner: Runner<Context>, options: ResolvedTestOptions<Context>, run: Run, statistics: RunStatistics) {
    this.runner = runner;
    this.options = options;
    this.statistics = statistics;
    this.#run = run;
    run.onEnd(() => {
      // Otherwise they do so themselves.
      if (this.#retained === undefined) noteRetainedRunInUse(options.directory, run);
    });
  }

  /** What retains databases of failed tests, made when the first one may fail: most test files never need it. */
  get retainedDatabases(): RetainedDatabases {
    return (this.#retained ??= new RetainedDatabases({
      run: this.#run,
      projectDirectory: this.options.directory,
      redact: this.options.redact,
      renderPage,
    }));
  }

  /** Removes what is retained of a test that need not be, also by another process that ran an earlier attempt. Never throws. */
  withdraw(database: TestDatabase, { id, attempt }: Pick<TestInfo, "id" | "attempt">, willRetry: boolean): void {
    const retained = attempt > 1 ? this.retainedDatabases : this.#retained;
    retained?.withdraw(database, id, attempt, willRetry);
  }

  /**
   * Makes sure of the templates of databases; to be called before the first test.
   *
   * @param names those that every test has, unless they are given
   *
   * @throws what building a template can throw, and `SECOND_COPY`
   */
  async prepare(names: readonly string[] = this.options.databases): Promise<void> {
    this.begin();
    for (const name of names) await this.#findSource(name);
  }

  /**
   * Does what comes before the first database of a process.
   *
   * @throws `SECOND_COPY`
   */
  begin(): void {
    refuseSecondSqlite();
    // The set-up has done so in the folder of the configuration that it has recorded.
    if (findRecordedSuite()?.directory !== this.options.directory) sweepRetainedDatabases(this.options.directory, this.#run);
  }

  /**
   * Makes a database of the configuration. Waits for nothing, once the database's template is known.
   *
   * @param testName becomes a part of its path, for people who look into the run directory
   */
  create(name: string, testName: string): TestDatabase | Promise<TestDatabase> {
    const source = this.#sources.get(name);
    // Not every test has it.
    if (source === undefined) return this.#findSource(name).then(() => this.create(name, testName));
    const startMs = performance.now();
    const made = source.create(testName);
    return made instanceof Promise
      ? made.then((database) => this.#noteMade(name, database, startMs))
      : this.#noteMade(name, made, startMs);
  }

  /**
   * The same as {@link create}, where the run's record knows the template, or {@link prepare} has found it.
   *
   * @throws `RangeError` for a database that the configuration does not have; `TEMPLATE_MISSING`, `RUN_ENDED`, and what `fs` throws
   */
  createNow(name: string, testName: string): TestDatabase {
    const startMs = performance.now();
    return this.#noteMade(name, this.#findSourceNow(name).createNow(testName), startMs);
  }

  #noteMade(name: string, database: TestDatabase, startMs: number): TestDatabase {
    this.statistics.noteDatabase(name, database.origin, performance.now() - startMs);
    return database;
  }

  async #findSource(name: string): Promise<void> {
    this.#noteSource(name, await prepareSource(selectDatabase(this.options.knownDatabases, name)));
  }

  #findSourceNow(name: string): TestDatabaseSource {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    const source = findRecordedSource(selectDatabase(this.options.knownDatabases, name));
    this.#noteSource(name, source);
    return source;
  }

  #noteSource(name: string, source: TestDatabaseSource): void {
    this.#sources.set(name, source);
    this.statistics.noteSource(name, source);
  }
}
