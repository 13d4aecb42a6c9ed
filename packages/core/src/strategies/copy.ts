import { statReachable } from "../files/stat-reachable.js";
import { isUntouched, stateOfStamp } from "../files/file-stamp.js";
import { countDescriptors, isOpenInProcess } from "../files/open-descriptors.js";
import type { CopyableTemplate } from "./copyable-template.js";
import { DatabaseFolder } from "./database-folder.js";
import { disposeFile, ReusableFiles, type MadeDatabase } from "./reusable-files.js";
import type { DatabaseStrategy, PooledFile, StrategyOptions } from "./strategy.js";

/**
 * Copies the template for each scenario. A copy whose path was told to anybody is never used again: a program that has it open, mapped or mounted
 * can change it at any time, and not every file system tells.
 */
export class CopyStrategy implements DatabaseStrategy {
  readonly #copies: ReusableFiles<MadeDatabase>;

  constructor(options: StrategyOptions) {
    this.#copies = new ReusableFiles(options, (path) => copyInto(path, options.template));
  }

  acquire(name?: string): PooledFile {
    const copy = this.#copies.acquire(name);
    const { folder, stamp } = copy.made;
    const openBefore = countDescriptors();
    return {
      kind: "file",
      path: folder.databasePath,
      state: stateOfStamp(stamp),
      // Looking at each descriptor takes as long as copying a small database.
      hasOpenConnections: () => (openBefore === 0 || countDescriptors() > openBefore) && isOpenInProcess(stamp),
      release: (isPathKnown) => (!isPathKnown && isAsMade(copy.made) ? this.#copies.release(copy) : disposeFile(copy)),
    };
  }

  dispose(): void {
    this.#copies.dispose();
  }
}

function copyInto(path: string, template: CopyableTemplate): MadeDatabase {
  const folder = new DatabaseFolder(path);
  try {
    return { folder, stamp: template.copyTo(folder.databasePath), dispose: () => folder.remove() };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

/** A program that goes through the run directory finds the file although nobody was told its path. */
function isAsMade({ folder, stamp }: MadeDatabase): boolean {
  const stats = statReachable(folder.databasePath);
  return stats !== undefined && isUntouched(stats, stamp);
}
