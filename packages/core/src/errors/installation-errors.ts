import { PicklejarError } from "./picklejar-error.js";
import { firstLineOf } from "./message-of.js";

/** This version of Node is too old for picklejar. Nothing else of it was run. */
export class NodeUnsupportedError extends PicklejarError {
  override readonly code = "NODE_UNSUPPORTED";

  /** As in `18.20.8`. */
  readonly nodeVersion: string;

  static {
    this.prototype.name = "NodeUnsupportedError";
  }

  constructor(nodeVersion: string, oldest: string) {
    super(`@picklejar/core needs Node ${oldest} or later, and this is Node ${nodeVersion}. Use a newer Node.`);
    this.nodeVersion = nodeVersion;
  }
}

/** better-sqlite3, a peer dependency, could not be loaded. Node's own error is the `cause`. */
export class SqliteUnavailableError extends PicklejarError {
  override readonly code = "SQLITE_UNAVAILABLE";

  static {
    this.prototype.name = "SqliteUnavailableError";
  }

  /** @param cure what to do, as a sentence */
  constructor(
    cause: unknown,
    cure = "Install it beside @picklejar/core (npm install better-sqlite3), or rebuild it for this Node (npm rebuild better-sqlite3).",
  ) {
    super(`better-sqlite3 cannot be loaded on Node ${process.version}: ${firstLineOf(cause)}. ${cure}`, { cause });
  }
}

/** A package that must be there once in a process was loaded twice. */
export class SecondCopyError extends PicklejarError {
  override readonly code = "SECOND_COPY";

  /** The package's name. */
  readonly packageName: string;

  /** Absolute folders of its copies; the first is the one that picklejar uses. */
  readonly directories: readonly string[];

  static {
    this.prototype.name = "SecondCopyError";
  }

  constructor(packageName: string, directories: readonly string[], consequence: string) {
    super(
      `${packageName} was loaded ${directories.length} times: ${directories.map((path) => `"${path}"`).join(", ")}. ${consequence} ` +
        `Make it one: \`npm ls ${packageName}\` (pnpm why, yarn why) shows who asks for which version; picklejar takes the project's own.`,
    );
    this.packageName = packageName;
    this.directories = directories;
  }
}
