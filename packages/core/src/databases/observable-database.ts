import type { StateSource } from "../strategies/strategy.js";
import type { TestDatabase } from "./test-database.js";

/** How a test database can be looked at while a test has it. */
export interface ObservableDatabase {
  readonly states: StateSource;
  /** Whether anybody was told its path. */
  isPathKnown(): boolean;
  /** Whether a connection that `open()` gave is in a transaction. */
  isInTransaction(): boolean;
  /** Has a function told each statement, with its values, of the connections that `open()` gives from now on. */
  observeStatements(listener: (sql: unknown) => void): void;
}

/** Beside the class, whose members users see. Goes with the database. */
const observables = new WeakMap<TestDatabase, ObservableDatabase>();

/** Notes how a database that a strategy made can be looked at. */
export function setObservable(database: TestDatabase, observable: ObservableDatabase): void {
  observables.set(database, observable);
}

/** `undefined` where no strategy made the database, or it has no file. */
export function observableOf(database: TestDatabase): ObservableDatabase | undefined {
  return observables.get(database);
}
