import type { ResolvedDatabase } from "../config/database-config.js";
import type { StrategyReport } from "../strategies/pool.js";
import { createOwnDatabase, createTestDatabaseNow } from "./initialize-test-database.js";
import { prepareDatabase, type PreparedDatabase } from "./prepare-database.js";
import { resolveRequestedDatabase, type TestDatabaseOptions } from "./requested-database.js";
import type { TestDatabase } from "./test-database.js";

/** What test databases will be copies of, and a quick way to get them. As JSON it is its data. */
export interface TestDatabaseSource {
  /** Name of the database in the configuration. */
  readonly database: string;
  /** Hex SHA-256 of everything that decides what tests get. */
  readonly fingerprint: string;
  /** `undefined` when `PICKLEJAR_TEMPLATE` is `off`: each database is migrated for real. */
  readonly template:
    | {
        /** Absolute. */
        readonly path: string;
        readonly sizeBytes: number;
        /** Whether it was built just now, by this process. */
        readonly isBuilt: boolean;
        /** How long its migrations and seed took when it was built. */
        readonly buildMs: number;
      }
    | undefined;
  /** How databases come about and why, and what was given up so far in this process. Another one whenever it is asked for. */
  readonly strategy: StrategyReport;
  /**
   * Measures what an overlay would cost a test, in milliseconds, where copies are made; `undefined` where there can be none. Takes as long as some
   * copies.
   */
  measureOverlay(): number | undefined;
  /**
   * Makes a test database of one's own, as `initTestDb()` does: at once, or by a promise where that takes waiting, as it does when the
   * template has gone, or there is none.
   *
   * @param name becomes a part of its path, for people who look into the run directory
   * @throws (also by the promise) what `initTestDb` throws
   */
  create(name?: string): TestDatabase | Promise<TestDatabase>;
}

/**
 * Builds what `initTestDb` needs, ahead of the first test: for global set-ups, for whoever wants to show what happens, and for those
 * who make many.
 *
 * @throws what building the template can throw; see {@link initTestDb}
 */
export async function prepareTestDatabases(options?: TestDatabaseOptions): Promise<TestDatabaseSource> {
  return prepareSource(await resolveRequestedDatabase(options));
}

/** {@link prepareTestDatabases}, of a database that was resolved before: the working directory does not matter any more. */
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
