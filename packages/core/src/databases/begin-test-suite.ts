import { ConfigNotFoundError } from "../errors/config-errors.js";
import { beginSuiteRun, endSuiteRun } from "../runs/suite-run.js";

/**
 * Begins the run of a test suite in the main process of its runner, and builds what the configuration file's databases need, so that
 * no worker waits for it. Without a configuration file (tests may give theirs in code) there is only the run.
 *
 * @throws what building the template can throw; see {@link initTestDb}. The run has ended then.
 */
export async function beginTestSuite(): Promise<void> {
  beginSuiteRun();
  try {
    // Loaded here, so that an old Node gets as far as to be refused with a sentence.
    const { loadConfig } = await import("../config/load-config.js");
    const { prepareDatabase } = await import("./prepare-database.js");
    const { databases } = await loadConfig();
    for (const database of databases.values()) await prepareDatabase(database);
  } catch (error) {
    if (error instanceof ConfigNotFoundError) return;
    endSuiteRun();
    throw error;
  }
}
