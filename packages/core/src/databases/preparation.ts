import type { PreparedDatabase } from "./prepared-database.js";
import type { Origin } from "../record/origin.js";
import { TestDatabase, type TestDatabaseLife } from "./test-database.js";

/** Not in the class, whose members users see. */
const preparations = new WeakMap<TestDatabase, PreparedDatabase>();

/** Makes the object that a test gets, and notes what its database was made from. */
export function createHandle(path: string, origin: Origin, life: TestDatabaseLife, prepared: PreparedDatabase): TestDatabase {
  const database = new TestDatabase(path, prepared.fingerprint, origin, life);
  preparations.set(database, prepared);
  return database;
}

/** The configuration, template and run that a test database was made from. */
export function preparationOf(database: TestDatabase): PreparedDatabase | undefined {
  return preparations.get(database);
}
