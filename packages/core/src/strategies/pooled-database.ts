import type { FileState } from "../files/file-state.js";
import type { Run } from "../runs/run.js";
import type { Template } from "../template/template.js";
import type { ScenarioStorage } from "./scenario-storage.js";

/** What scenario databases are made from. */
export interface PoolOptions {
  readonly run: Run;
  readonly template: Template;
  /** Names what made the template in the run's record. */
  readonly schemaId: string;
  /** Says in which directory the files go. */
  readonly storage: ScenarioStorage;
}

/** A file that a strategy gives as the database of one scenario. The run's record knows it. */
export interface PooledDatabase {
  /** Absolute; nobody was told of it before, and nobody is again once somebody was. */
  readonly path: string;
  readonly state: FileState;
  /** Whether this process has connections to it, other than picklejar's own; `false` where that cannot be told. */
  hasOpenConnections(): boolean;
  /**
   * Takes it back: from then on nothing is at the path. Called once, when all connections that picklejar opened to it are closed.
   *
   * @param isPathKnown whether anybody was told the path; a file that nobody knew of serves the next scenario as it is
   * @throws {@link OverlayBypassedError} `OVERLAY_BYPASSED`, after all is done
   */
  release(isPathKnown: boolean): void;
}
