import type { PreparedDatabase } from "./prepare-database.js";
import type { Origin } from "../record/origin.js";
import { TestDatabase, type TestDatabaseLife } from "./test-database.js";

/** Beside the class, whose members users see. Goes with the database. */
const preparations = new WeakMap<TestDatabase, PreparedDatabase>();

/** Makes the object by which a test has its database, and notes what that was made from. */
export function createHandle(path: string, origin: Origin, life: TestDatabaseLife, prepared: PreparedDatabase): TestDatabase {
  const database = new TestDatabase(path, prepared.fingerprint, origin, life);
  preparations.set(database, prepared);
  return database;
}

/** Says what a test database was made from: its configuration, template and run. */
export function preparationOf(database: TestDatabase): PreparedDatabase | undefined {
  return preparations.get(database);
}
