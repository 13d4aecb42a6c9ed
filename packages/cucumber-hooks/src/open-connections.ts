import { readdirSync, readlinkSync } from "node:fs";

const DESCRIPTORS = "/proc/self/fd";

/** Finds connections that a scenario left open in this process. */
export interface OpenConnectionCheck {
  /**
   * Says which of these databases this process still has open, by descriptor.
   *
   * @param paths absolute
   * @returns the paths among them, each once
   */
  find(paths: readonly string[]): readonly string[];
}

/**
 * Makes a check for this process, where the system lists its descriptors: on Linux. Elsewhere it never finds anything.
 *
 * @remarks Descriptors are counted (10 µs); only when there are more than there were are their links read (90 µs). A connection
 * whose opening is made up for by another descriptor's closing goes unnoticed, as does one of a child process.
 */
export function createOpenConnectionCheck(): OpenConnectionCheck {
  let usual = process.platform === "linux" ? countDescriptors() : Number.POSITIVE_INFINITY;
  return {
    find(paths) {
      if (usual === Number.POSITIVE_INFINITY) return [];
      const count = countDescriptors();
      const hasMore = count > usual;
      usual = count;
      return hasMore ? findOpen(paths) : [];
    },
  };
}

function countDescriptors(): number {
  try {
    return readdirSync(DESCRIPTORS).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function findOpen(paths: readonly string[]): readonly string[] {
  const targets = readdirSync(DESCRIPTORS).map(readTarget);
  // A file that was deleted has a remark after its name; a log is open only together with its database.
  return paths.filter((path) => targets.some((target) => target === path || target === `${path} (deleted)`));
}

function readTarget(descriptor: string): string {
  try {
    return readlinkSync(`${DESCRIPTORS}/${descriptor}`);
  } catch {
    // Closed since: the one by which the folder itself was read, at least.
    return "";
  }
}

/** A scenario left connections open, and `openConnections: "fail"` makes that its failure. */
export class OpenConnectionsError extends Error {
  /** Absolute paths of the databases that are still open. */
  readonly paths: readonly string[];

  static {
    this.prototype.name = "OpenConnectionsError";
  }

  constructor(scenario: string, paths: readonly string[]) {
    super(
      `${scenario} left a connection open to ${paths.map((path) => `"${path}"`).join(" and ")}. ` +
        "Close it in the step (this.db.open() is closed for you), with this.defer(), or in onRelease.",
    );
    this.paths = paths;
  }
}
