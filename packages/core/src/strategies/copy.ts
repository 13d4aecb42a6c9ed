import { statReachable } from "../files/identity/stat-reachable.js";
import { isUntouched, stateOfStamp } from "../files/identity/file-stamp.js";
import { countDescriptors } from "../files/processes/open-descriptors.js";
import type { RunDirectory } from "../runs/run-directory.js";
import { CopyStates } from "./copy-states.js";
import type { CopyableTemplate } from "./copyable-template.js";
import { DatabaseFolder } from "./database-folder.js";
import { disposeFile, ReusableFiles, type MadeDatabase } from "./reusable-files.js";
import { hasFineTimes } from "./overlay/file-system-trust.js";
import { OwnDescriptors } from "./own-descriptors.js";
import type { DatabaseStrategy, PooledFile, StrategyOptions } from "./strategy.js";

/**
 * Copies the template for each scenario. A copy whose path was told to anybody is never used again: a program that has it open, mapped or mounted
 * can change it at any time, and not every file system tells.
 */
export class CopyStrategy implements DatabaseStrategy {
  readonly #template: CopyableTemplate;
  readonly #copies: ReusableFiles<MadeDatabase>;
  readonly #fineTimes = new Map<RunDirectory, boolean>();
  /** Of copies that were given back while this process had them open. */
  #leftOpen: OwnDescriptors[] = [];

  constructor(options: StrategyOptions) {
    this.#template = options.template;
    this.#copies = new ReusableFiles(options, (path) => copyInto(path, options.template));
  }

  acquire(name?: string): PooledFile {
    const copy = this.#copies.acquire(name);
    const { folder, stamp } = copy.made;
    const path = folder.databasePath;
    const openBefore = countDescriptors();
    const own = new OwnDescriptors();
    const states = new CopyStates({ path, stamp }, this.#template, own, () => this.#hasFineTimesIn(copy.directory));
    return {
      kind: "file",
      path,
      state: stateOfStamp(stamp),
      states,
      // Looking at each descriptor takes as long as copying a small database.
      hasOpenConnections: () => (openBefore === 0 || countDescriptors() > openBefore + own.count) && own.isOpenOtherwise(stamp),
      release: (isPathKnown) => {
        states.end();
        // As for open connections.
        if (own.count > 0 && openBefore > 0 && countDescriptors() <= openBefore + own.count) own.close();
        if (own.count > 0 || this.#leftOpen.length > 0) this.#closeUnused(own);
        if (!isPathKnown && isAsMade(copy.made)) this.#copies.release(copy);
        else disposeFile(copy);
      },
    };
  }

  dispose(): void {
    this.#copies.dispose();
    this.#closeUnused();
  }

  #closeUnused(...more: readonly OwnDescriptors[]): void {
    this.#leftOpen = [...this.#leftOpen, ...more].filter((own) => !own.closeUnused());
  }

  #hasFineTimesIn(directory: RunDirectory): boolean {
    let areFine = this.#fineTimes.get(directory);
    if (areFine === undefined) {
      areFine = hasFineTimes(directory.createDatabasePath("probe"));
      this.#fineTimes.set(directory, areFine);
    }
    return areFine;
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
