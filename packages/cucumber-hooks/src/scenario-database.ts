import type { World } from "@cucumber/cucumber";
import type { TestDatabase } from "@picklejar/core";

/** The database of one attempt of one scenario. */
export interface ScenarioDatabase {
  /** Absolute path, for better-sqlite3. */
  readonly path: string;
  /** `file:` URL of the same file, for drivers that want one. */
  readonly url: string;
  /** Opens a connection with the configuration's `connection` applied; it is closed for you when the scenario ends. */
  readonly open: TestDatabase["open"];
}

/**
 * The World of a suite with picklejar. As the type of `this` in steps, or to extend:
 * `class MyWorld extends World implements PicklejarWorld { declare db: ScenarioDatabase; }`.
 */
export interface PicklejarWorld<Parameters = unknown> extends World<Parameters> {
  /** There from before your own Before hooks until after your own After hooks. */
  db: ScenarioDatabase;
}
