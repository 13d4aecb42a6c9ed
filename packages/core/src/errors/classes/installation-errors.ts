import { nameErrors, PicklejarError } from "../picklejar-error.js";
import { firstLineOf } from "../message-of.js";

/** This version of Node is too old for picklejar. */
export class NodeUnsupportedError extends PicklejarError {
  override readonly code = "NODE_UNSUPPORTED";

  /** For example `18.20.8`. */
  readonly nodeVersion: string;

  constructor(nodeVersion: string, oldest: string) {
    super(`@picklejar/core needs Node ${oldest} or later, and this is Node ${nodeVersion}. Use a newer Node.`);
    this.nodeVersion = nodeVersion;
  }
}

/** better-sqlite3, a peer dependency, could not be loaded. Node's own error is the `cause`. */
export class SqliteUnavailableError extends PicklejarError {
  override readonly code = "SQLITE_UNAVAILABLE";

  /** @param cure what to do, as a sentence */
  constructor(
    cause: unknown,
    cure = "Install it beside @picklejar/core (npm install better-sqlite3), or rebuild it for this Node (npm rebuild better-sqlite3).",
  ) {
    // The package "bindings" goes on with a list of paths.
    const reason = firstLineOf(cause).replace(/\. Tried:$/, "");
    super(`better-sqlite3 cannot be loaded on Node ${process.version}: ${reason}. ${cure}`, { cause });
  }
}

/** A process loaded two copies of a package of which it may have only one. */
export class SecondCopyError extends PicklejarError {
  override readonly code = "SECOND_COPY";

  readonly packageName: string;

  /** Absolute folders of the copies; picklejar uses the first. */
  readonly directories: readonly string[];

  constructor(packageName: string, directories: readonly string[], consequence: string) {
    super(
      `${packageName} was loaded ${directories.length} times: ${directories.map((path) => `"${path}"`).join(", ")}. ${consequence} ` +
        `Use one copy: \`npm ls ${packageName}\` (pnpm why, yarn why) shows which package asks for which version; picklejar uses the project's own.`,
    );
    this.packageName = packageName;
    this.directories = directories;
  }
}

nameErrors({ NodeUnsupportedError, SqliteUnavailableError, SecondCopyError });
