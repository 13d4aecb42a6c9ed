import { After, AfterAll, Before, BeforeAll } from "@cucumber/cucumber";
import type { InitTestDbOptions, TestDatabase } from "@picklejar/core";
import { createTestDatabase, joinOrOwnRun, prepareTestDatabases } from "@picklejar/core/integration";

import { RunStatistics } from "./run-statistics.js";
import type { PicklejarWorld } from "./scenario-database.js";
import { announceSummary } from "./summary.js";

/** Which configuration and database the scenarios get; without options, what the configuration file says. */
export type InstallHooksOptions = Pick<InitTestDbOptions, "config" | "database">;

/** A template may take longer to build than Cucumber gives a hook; what takes long here says so by itself. */
const NO_TIMEOUT = -1;

/**
 * Gives every scenario, and every attempt of it, a database of its own as `this.db`, and removes it afterwards.
 *
 * To be called once, in the first file of support code: hooks defined first run first before a scenario, and last after it.
 */
export function installHooks(options: InstallHooksOptions = {}): void {
  const run = joinOrOwnRun({ isCucumber: true });
  const statistics = new RunStatistics(run.path);
  if (run.isOwner) announceSummary(run.path);
  /** Of this worker, which runs one scenario at a time. */
  let current: TestDatabase | undefined;
  /** Forgotten first: one that cannot be taken away fails its own scenario, and not all that come after it. */
  const disposeCurrent = async (): Promise<void> => {
    const database = current;
    current = undefined;
    await database?.dispose();
  };

  BeforeAll({ name: "picklejar: template", timeout: NO_TIMEOUT }, async () => {
    statistics.noteSource(await prepareTestDatabases(options));
  });

  Before({ name: "picklejar: database", timeout: NO_TIMEOUT }, async function (this: PicklejarWorld, { pickle }) {
    // What an attempt left that never got as far as its After hooks.
    await disposeCurrent();
    // Cucumber 12 breaks its reports when a hook of a scenario without steps fails.
    if (pickle.steps.length === 0) return;
    const startMs = performance.now();
    current = await createTestDatabase(options, pickle.name);
    statistics.noteDatabase(current.origin, performance.now() - startMs);
    this.db = current;
  });

  After({ name: "picklejar: clean-up", timeout: NO_TIMEOUT }, async () => {
    await disposeCurrent();
  });

  AfterAll({ name: "picklejar: statistics", timeout: NO_TIMEOUT }, async () => {
    await disposeCurrent();
    statistics.save();
  });
}
