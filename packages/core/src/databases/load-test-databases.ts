import type { PicklejarConfig, ResolvedDatabase } from "../config/database-config.js";
import { loadConfig } from "../config/load-config.js";
import { resolveConfig } from "../config/resolve-config.js";
import { Run } from "../runs/run.js";
import { recordSuite } from "./suite/record-suite.js";
import { findRecordedSuite, hasSuiteRecord } from "./suite/suite-record.js";

/** The databases of a configuration, and where it lies. */
export interface TestDatabases {
  /** Absolute; the working directory for a configuration given in code. */
  readonly directory: string;
  /** Absolute; `undefined` for a configuration given in code. */
  readonly file: string | undefined;
  /** By name. */
  readonly databases: ReadonlyMap<string, ResolvedDatabase>;
}

/**
 * Gives the databases of a configuration given in code, or of the configuration file of the working directory. After a set-up that is not loaded, but
 * answered from the run's record; if it changed since, it is loaded, and recorded again for the next test file.
 *
 * @throws what loading it throws, and what building its templates can throw
 */
export async function loadTestDatabases(given?: PicklejarConfig): Promise<TestDatabases> {
  const directory = process.cwd();
  if (given !== undefined)
    return { directory, file: undefined, databases: resolveConfig(given, { directory, file: undefined }) };
  const recorded = findRecordedSuite();
  if (recorded !== undefined) return recorded;
  const config = await loadConfig();
  const run = Run.current();
  // It changed since the set-up, or it cannot be recorded.
  if (run !== undefined && hasSuiteRecord(run)) await recordSuite(run, config);
  return findRecordedSuite() ?? config;
}
