import type { FileStamp } from "../files/identity/file-stamp.js";
import type { FileState } from "../files/identity/file-state.js";
import type { Run } from "../runs/run.js";
import type { Database } from "../sqlite/load-sqlite.js";
import type { Template } from "../template/template.js";
import type { CopyableTemplate } from "./copyable-template.js";
import type { CommittedFrames } from "./overlay/wal-index.js";
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
  readonly states: StateSource;
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

/** Reads the states of a database beside SQLite, while a test has it. */
export type StateSource = OverlaySource | CopySource;

/** The content that the database was given to the test with. */
interface BaseContent {
  readonly baseBytes: number;
  /**
   * Writes it to a new file, mode 0600.
   *
   * @throws what `fs` throws; no partial file stays
   */
  copyBase(path: string): void;
  /**
   * Reads bytes of it into a buffer; returns how many there were.
   *
   * @throws what `fs` throws
   */
  readBase(target: Buffer, position: number): number;
}

/** Every commit of a test stays in the WAL, over a base file that nobody changes. All but `readCommitted` throw when the test has given it back. */
export interface OverlaySource extends BaseContent {
  readonly kind: "overlay";
  /** What is committed now; `undefined` where the wal-index does not say, or the test has given the database back. One read. */
  readCommitted(): CommittedFrames | undefined;
  /** Whether the base file is where it was, and nobody wrote to it, as far as its times and names say. One `stat`. */
  isBaseAsMade(): boolean;
  /** Says why the files may not hold what was committed, as a clause; `undefined` where they do. */
  findDamage(): string | undefined;
  /** Reads bytes of the WAL into a buffer; returns how many there were. */
  readWal(target: Buffer, position: number): number;
}

/** A plain file. `open` throws when the test has given it back. */
export interface CopySource extends BaseContent {
  readonly kind: "copy";
  /** Absolute. */
  readonly path: string;
  /** What the file is as long as nobody writes to it. */
  readonly stamp: FileStamp;
  /** Whether the file system gives each change of a file a time of its own. The first call makes a small file, and removes it. */
  readonly hasFineTimes: boolean;
  /** Whether the test has it. */
  readonly isInUse: boolean;
  /** Closes what {@link open} gave, at once: only for what SQLite has no locks on. Does nothing when it is closed. */
  close(descriptor: number): void;
  /**
   * Opens the database or what is beside it for reading. The descriptor counts as picklejar's own, and is closed when nobody has the file open any more:
   * before that, to close it would drop SQLite's locks on the file.
   *
   * @throws what `fs` throws
   */
  open(path: string): number;
  /** To read a piece of a file into: nothing in it lasts. */
  readonly scratch: Buffer;
  /** Gives bytes of the base, not to be written to: fewer where it ends before. */
  viewBase(position: number, length: number): Buffer;
}

/** A database whose content lives in a connection. */
export interface PooledMemory {
  readonly kind: "memory";
  /** Opens a connection to a new copy of the template. */
  connect(): Database;
  release(): void;
}
