import type { FileState } from "../files/file-state.js";
import type { Run } from "../runs/run.js";
import type { Database } from "../sqlite/load-sqlite.js";
import type { Template } from "../template/template.js";
import type { CopyableTemplate } from "./copyable-template.js";
import type { ScenarioStorage } from "./scenario-storage.js";

/** How test databases are made and used again. The pool knows the implementations, and which one replaces which. */
export interface DatabaseStrategy {
  /**
   * @param name becomes a part of the path
   * @throws what `fs` and SQLite throw; then nothing is left of it
   */
  acquire(name?: string): PooledDatabase;
  /** Removes free databases; one that is in use is removed when it is released. */
  dispose(): void;
}

export interface PoolOptions {
  readonly run: Run;
  readonly template: Template;
  /** Names what made the template in the run's record. */
  readonly schemaId: string;
}

export interface StrategyOptions extends PoolOptions {
  readonly template: CopyableTemplate;
  readonly storage: ScenarioStorage;
  /** Called when a file serves another scenario. */
  readonly onReuse: () => void;
  /** Called when a file that could have served another scenario was removed. */
  readonly onDirty: (dirty: DirtyBaseFile) => void;
}

/** A base file that is not used again. */
export interface DirtyBaseFile {
  readonly reason: DirtyReason;
  /** Absolute path of the database in its last scenario. */
  readonly path: string;
}

/** Why a base file is not used again. */
export type DirtyReason =
  /** It was written to, or its file or WAL was replaced or removed. */
  | "changed"
  /** This process has it open, by another SQLite library than better-sqlite3 or by a descriptor. */
  | "open-in-process"
  /** A connection to it is open, usually in another process, or a child process has one of its files open. */
  | "open-elsewhere"
  /** It could not be pinned. */
  | "not-pinned"
  /** Its template was pruned, so it could not be compared. */
  | "no-template";

/** The database of one scenario. `release` is called once, when all connections that picklejar opened are closed. */
export type PooledDatabase = PooledFile | PooledMemory;

/** A database in a file. The run's record knows it. */
export interface PooledFile {
  readonly kind: "file";
  /** Absolute. Nobody has known it before, and it is not used again once somebody knows it. */
  readonly path: string;
  readonly state: FileState;
  /** Whether this process has connections to it, besides picklejar's own; `false` where the system does not say. */
  hasOpenConnections(): boolean;
  /**
   * Afterwards nothing is at the path.
   *
   * @param isPathKnown whether anybody asked for the path; otherwise the file serves the next scenario as it is
   * @throws {@link OverlayBypassedError} `OVERLAY_BYPASSED`, after everything else
   */
  release(isPathKnown: boolean): void;
}

/** A database whose content lives in a connection. */
export interface PooledMemory {
  readonly kind: "memory";
  /** Opens a connection to a new copy of the template. */
  connect(): Database;
  release(): void;
}
