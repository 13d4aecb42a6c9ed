import { ConfigNotFoundError } from "../../errors/classes/config-errors.js";
import type { Run } from "../../runs/run.js";
import { beginSuiteRun, endSuiteRun } from "../../runs/suite-run.js";
import type { TestDatabaseSource } from "../prepare-test-databases.js";

/** The run of a suite, and what its tests get copies of. */
export interface BegunSuite {
  readonly run: Run;
  /** Absolute folder of the configuration file; `undefined` without one. */
  readonly directory: string | undefined;
  /** In the order of the configuration. */
  readonly sources: readonly TestDatabaseSource[];
}

/**
 * Begins the run of a test suite in the main process of its runner, and builds the templates of the configuration file, so that no worker waits for
 * them. Without a configuration file (tests may give theirs in code) there is only the run.
 *
 * @throws what building a template can throw; see {@link initTestDb}. Then the run has ended.
 */
export async function beginTestSuite(): Promise<BegunSuite> {
  const run = beginSuiteRun();
  try {
    // Loaded late, so that an old Node is refused before it finds a module that it cannot load.
    const { loadConfig } = await import("../../config/load-config.js");
    const { prepareSource } = await import("../prepare-test-databases.js");
    const { recordSuite } = await import("./record-suite.js");
    const config = await loadConfig();
    const sources: TestDatabaseSource[] = [];
    for (const database of config.databases.values()) sources.push(await prepareSource(database));
    await recordSuite(run, config);
    return { run, directory: config.directory, sources };
  } catch (error) {
    if (error instanceof ConfigNotFoundError) return { run, directory: undefined, sources: [] };
    endSuiteRun();
    throw error;
  }
}
