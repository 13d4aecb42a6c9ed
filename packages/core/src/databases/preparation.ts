import type { PreparedDatabase } from "./prepare-database.js";
import type { TestDatabase } from "./test-database.js";

/** Beside the class, whose members users see. Goes with the database. */
const preparations = new WeakMap<TestDatabase, PreparedDatabase>();

/** Notes what a test database was made from, and gives it back. */
export function rememberPreparation(database: TestDatabase, prepared: PreparedDatabase): TestDatabase {
  preparations.set(database, prepared);
  return database;
}

/** Says what a test database was made from: its configuration, template and run. */
export function preparationOf(database: TestDatabase): PreparedDatabase | undefined {
  return preparations.get(database);
}
