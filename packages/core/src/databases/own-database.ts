import type { ResolvedDatabase } from "../config/database-config.js";
import { attempt } from "../errors/attempt.js";
import { Run } from "../runs/run.js";
import { withPreparedDatabase } from "./prepare-database.js";
import type { PreparedDatabase } from "./prepared-database.js";
import { acquireScenarioDatabase, createScenarioDatabase } from "./scenario-database.js";
import type { TestDatabase } from "./test-database.js";

/**
 * Makes a test database in the run directory. `name` becomes a part of its path, and `strategy` replaces the configuration's.
 *
 * @throws what {@link initTestDb} throws
 */
export async function createOwnDatabase(database: ResolvedDatabase, name?: string, strategy?: "memory"): Promise<TestDatabase> {
  return withPreparedDatabase(database, (prepared) => createScenarioDatabase(prepared, name, strategy));
}

/** The same without waiting; `undefined` if there is no template, another run has begun, or anything fails. Then call {@link createOwnDatabase}. */
export function createTestDatabaseNow(prepared: PreparedDatabase, name?: string): TestDatabase | undefined {
  return prepared.run === Run.current() ? attempt(() => acquireScenarioDatabase(prepared, name)) : undefined;
}
