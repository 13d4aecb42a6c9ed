import { prepareSource, type TestDatabaseSource } from "../databases/prepare-test-databases.js";
import type { TestDatabase } from "../databases/test-database.js";
import { misuseRangeError } from "../errors/misuse-error.js";
import type { RetainedDatabase } from "../evidence/retained/retained-database.js";
import { RetainedDatabases } from "../evidence/retained/retained-databases.js";
import { renderPage } from "../evidence/viewer/render-page.js";
import { sweepRetainedDatabases } from "../evidence/retained/sweep-retained-databases.js";
import type { Run } from "../runs/run.js";
import { refuseSecondSqlite } from "../sqlite/refuse-second-sqlite.js";
import type { DatabaseHandle } from "./database-handle.js";
import type { ResolvedTestOptions } from "./resolve-test-options.js";
import type { RunStatistics } from "./run-statistics.js";
import type { RunnerWords } from "./runner-words.js";

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
  readonly retainedDatabases: RetainedDatabases;
  readonly #run: Run;
  readonly #sources = new Map<string, TestDatabaseSource>();

  constructor(runner: Runner<Context>, options: ResolvedTestOptions<Context>, run: Run, statistics: RunStatistics) {
    this.runner = runner;
    this.options = options;
    this.statistics = statistics;
    this.retainedDatabases = new RetainedDatabases({
      run,
      projectDirectory: options.directory,
      redact: options.redact,
      renderPage,
    });
    this.#run = run;
  }

  /**
   * Makes sure of the templates of the databases that every test has; to be called before the first test.
   *
   * @throws what building a template can throw, and `SECOND_COPY`
   */
  async prepare(): Promise<void> {
    refuseSecondSqlite();
    sweepRetainedDatabases(this.options.directory, this.#run);
    for (const name of this.options.databases) await this.#findSource(name);
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

  #noteMade(name: string, database: TestDatabase, startMs: number): TestDatabase {
    this.statistics.noteDatabase(name, database.origin, performance.now() - startMs);
    return database;
  }

  async #findSource(name: string): Promise<void> {
    const database = this.options.knownDatabases.get(name);
    if (database === undefined) throw misuseRangeError(`database ${JSON.stringify(name)} must be one of the configuration's`);
    const source = await prepareSource(database);
    this.#sources.set(name, source);
    this.statistics.noteSource(name, source);
  }
}
