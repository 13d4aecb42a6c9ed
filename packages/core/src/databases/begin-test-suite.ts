import { ConfigNotFoundError } from "../errors/config-errors.js";
import type { Run } from "../runs/run.js";
import { beginSuiteRun, endSuiteRun } from "../runs/suite-run.js";
import type { TestDatabaseSource } from "./prepare-test-databases.js";

/** A test suite that has begun. */
export interface TestSuite {
  readonly run: Run;
  /** What its databases are copies of. */
  readonly sources: readonly TestDatabaseSource[];
}

/**
 * Begins the run of a test suite in the main process of its runner, and builds what the configuration file's databases need, so that
 * no worker waits for it. Without a configuration file (tests may give theirs in code) there is only the run.
 *
 * @throws what building the template can throw; see {@link initTestDb}. The run has ended then.
 */
export async function beginTestSuite(): Promise<TestSuite> {
  const run = beginSuiteRun();
  try {
    // Loaded here, so that an old Node gets as far as to be refused with a sentence.
    const { loadConfig } = await import("../config/load-config.js");
    const { prepareSource } = await import("./prepare-test-databases.js");
    const { databases } = await loadConfig();
    const sources: TestDatabaseSource[] = [];
    for (const database of databases.values()) sources.push(await prepareSource(database));
    return { run, sources };
  } catch (error) {
    if (error instanceof ConfigNotFoundError) return { run, sources: [] };
    endSuiteRun();
    throw error;
  }
}
