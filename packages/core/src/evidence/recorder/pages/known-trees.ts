import type { PageFile } from "./page-file.js";
import { readTree, type Tree } from "./read-tree.js";

/** A state of which trees were read. */
interface KnownState {
  readonly moment: number;
  /** Numbers of pages say nothing about a file with pages of another size. */
  readonly pageBytes: number;
  readonly trees: Map<number, Tree>;
}

/**
 * Remembers the trees of one state, and gives them for other states too where no interior page differs: most tables keep theirs throughout a test.
 */
export class KnownTrees {
  readonly #changedPages: (from: number, to: number) => readonly number[];
  #known: KnownState | undefined;
  #changed: { readonly moment: number; readonly pages: ReadonlySet<number> } | undefined;

  constructor(changedPages: (from: number, to: number) => readonly number[]) {
    this.#changedPages = changedPages;
  }

  /** @throws `Error` where the file is damaged */
  read(file: PageFile, moment: number, root: number): Tree {
    this.#known ??= { moment, pageBytes: file.pageBytes, trees: new Map() };
    const known = file.pageBytes === this.#known.pageBytes ? this.#known.trees.get(root) : undefined;
    if (this.#known.moment === moment) {
      const tree = known ?? readTree(file, root);
      this.#known.trees.set(root, tree);
      return tree;
    }
    if (known === undefined) return readTree(file, root);
    if (this.#changed?.moment !== moment) {
      this.#changed = { moment, pages: new Set(this.#changedPages(this.#known.moment, moment)) };
    }
    const { pages } = this.#changed;
    // A root may be all there is of its tree, and may have grown.
    const isSame = !pages.has(root) && !known.interior.some((page) => pages.has(page));
    return isSame ? known : readTree(file, root);
  }
}
