import { existsSync } from "node:fs";

import type { ResolvedDatabase } from "../config/database-config.js";
import { RunEndedError } from "../errors/classes/run-errors.js";
import { TemplateMissingError } from "../errors/classes/setup-errors.js";
import { explainStorageError } from "../files/explain-file-error.js";
import { Run } from "../runs/run.js";
import type { StrategyReport } from "../strategies/pool.js";
import { createOwnDatabase, createTestDatabaseNow } from "./own-database.js";
import { prepareDatabase } from "./prepare-database.js";
import type { PreparedDatabase } from "./prepared-database.js";
import { resolveRequestedDatabase, type TestDatabaseOptions } from "./at-path/requested-database.js";
import { acquireScenarioDatabase } from "./scenario-database.js";
import { prepareRecorded, recordedTemplateOf } from "./suite/suite-record.js";
import type { TestDatabase } from "./test-database.js";

/** The template of test databases, and a quick way to make them. */
export interface TestDatabaseSource {
  /** Name of the database in the configuration. */
  readonly database: string;
  /** Hex SHA-256 of everything that decides the contents of test databases. */
  readonly fingerprint: string;
  /** `undefined` when `PICKLEJAR_TEMPLATE` is `off`: each database is migrated for real. */
  readonly template:
    | {
        /** Absolute. */
        readonly path: string;
        readonly sizeBytes: number;
        /** Whether this process built it. */
        readonly isBuilt: boolean;
        /** Milliseconds that its migrations and seed took when it was built. */
        readonly buildMs: number;
      }
    | undefined;
  /** How databases are made and why, and what this process has given up so far: the current state. */
  readonly strategy: StrategyReport;
  /** Measures what an overlay would cost a test, in milliseconds; `undefined` if there can be none. Takes as long as some copies. */
  measureOverlay(): number | undefined;
  /**
   * Makes a test database as `initTestDb()` does: at once, or by a promise if that takes waiting, for example since the template is gone.
   *
   * @param name becomes a part of its path
   * @throws (also by the promise) what `initTestDb` throws
   */
  create(name?: string): TestDatabase | Promise<TestDatabase>;
  /**
   * Makes a test database at once.
   *
   * @throws `TEMPLATE_MISSING` where there is nothing to copy, `RUN_ENDED`, `DISK_FULL`, `PERMISSION_DENIED`
   */
  createNow(name?: string): TestDatabase;
}

/**
 * Builds what `initTestDb` needs before the first test.
 *
 * @throws what building the template can throw; see {@link initTestDb}
 */
export async function prepareTestDatabases(options?: TestDatabaseOptions): Promise<TestDatabaseSource> {
  return prepareSource(await resolveRequestedDatabase(options));
}

/** {@link prepareTestDatabases} for a database that was resolved before, whatever the working directory is now. */
export async function prepareSource(database: ResolvedDatabase): Promise<TestDatabaseSource> {
  return toSource(await prepareDatabase(database), database);
}

/**
 * The same without waiting, for a database of the run's record.
 *
 * @throws `TEMPLATE_MISSING` if its template is gone
 */
export function findRecordedSource(database: ResolvedDatabase): TestDatabaseSource {
  const run = Run.current();
  const prepared = run === undefined ? undefined : prepareRecorded(database, run);
  if (run !== undefined && prepared !== undefined) return toSource(prepared, database);
  throw new TemplateMissingError(database.name, run === undefined ? undefined : recordedTemplateOf(database, run));
}

function toSource(prepared: PreparedDatabase, database: ResolvedDatabase): TestDatabaseSource {
  return {
    database: prepared.database.name,
    fingerprint: prepared.fingerprint,
    template: describeTemplate(prepared),
    get strategy() {
      return prepared.pool?.report ?? { ...prepared.strategy, dirtyBaseFiles: [], dirtyCount: 0 };
    },
    measureOverlay: () => prepared.pool?.measureOverlay(),
    create: (name) => createTestDatabaseNow(prepared, name) ?? createOwnDatabase(database, name),
    createNow: (name) => createOrExplain(prepared, name),
  };
}

function createOrExplain(prepared: PreparedDatabase, name: string | undefined): TestDatabase {
  const { run, template, database } = prepared;
  if (run !== Run.current()) throw new RunEndedError(run, "directory-gone");
  try {
    const made = acquireScenarioDatabase(prepared, name);
    if (made !== undefined) return made;
  } catch (error) {
    if (template !== undefined && !existsSync(template.path))
      throw new TemplateMissingError(database.name, template.path, error);
    if (!existsSync(run.path)) throw new RunEndedError(run, "directory-gone", error);
    throw explainStorageError(error, run.databasesDirectory);
  }
  throw new TemplateMissingError(database.name, undefined);
}

function describeTemplate({ template, isBuilt, buildMs }: PreparedDatabase): TestDatabaseSource["template"] {
  if (template === undefined) return undefined;
  return { path: template.path, sizeBytes: template.manifest.sizeBytes, isBuilt, buildMs };
}
