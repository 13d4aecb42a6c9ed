import { ConfigNotFoundError } from "../errors/config-errors.js";
import type { Run } from "../runs/run.js";
import { beginSuiteRun, endSuiteRun } from "../runs/suite-run.js";
import type { TestDatabaseSource } from "./prepare-test-databases.js";

/**
 * Begins the run of a test suite in the main process of its runner, and builds the templates of the configuration file, so that no worker waits for
 * them. Without a configuration file (tests may give theirs in code) there is only the run.
 *
 * @throws what building a template can throw; see {@link initTestDb}. Then the run has ended.
 */
export async function beginTestSuite(): Promise<{ readonly run: Run; readonly sources: readonly TestDatabaseSource[] }> {
  const run = beginSuiteRun();
  try {
    // Loaded late, so that an old Node is refused before it finds a module that it cannot load.
    const { loadConfig } = await import("../config/load-config.js");
    const { prepareSource } = await import("./prepare-test-databases.js");
    const { recordSuite } = await import("./record-suite.js");
    const config = await loadConfig();
    const sources: TestDatabaseSource[] = [];
    for (const database of config.databases.values()) sources.push(await prepareSource(database));
    await recordSuite(run, config);
    return { run, sources };
  } catch (error) {
    if (error instanceof ConfigNotFoundError) return { run, sources: [] };
    endSuiteRun();
    throw error;
  }
}
