import type { ResolvedDatabase } from "../config/database-config.js";
import type { StrategyReport } from "../strategies/pool.js";
import { createOwnDatabase, createTestDatabaseNow } from "./initialize-test-database.js";
import { prepareDatabase, type PreparedDatabase } from "./prepare-database.js";
import { resolveRequestedDatabase, type TestDatabaseOptions } from "./requested-database.js";
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
  const prepared = await prepareDatabase(database);
  return {
    database: prepared.database.name,
    fingerprint: prepared.fingerprint,
    template: describeTemplate(prepared),
    get strategy() {
      return prepared.pool?.report ?? { ...prepared.strategy, dirtyBaseFiles: [], dirtyCount: 0 };
    },
    measureOverlay: () => prepared.pool?.measureOverlay(),
    create: (name) => createTestDatabaseNow(prepared, name) ?? createOwnDatabase(database, name),
  };
}

function describeTemplate({ template, isBuilt, buildMs }: PreparedDatabase): TestDatabaseSource["template"] {
  if (template === undefined) return undefined;
  return { path: template.path, sizeBytes: template.manifest.sizeBytes, isBuilt, buildMs };
}
