import type { RowidRange } from "../../diff/table-reader.js";
import { findOverflowingPages } from "./find-overflowing-pages.js";
import { isPointerMapPage, listFreePages, lockPageOf } from "./list-free-pages.js";
import type { PageFile } from "./page-file.js";
import type { Tree } from "./read-tree.js";

/** A table or an index, and where it begins in a file. */
export interface StoredObject {
  readonly type: string;
  readonly name: string;
  /** 0 where it holds nothing itself: a view, a trigger, a virtual table. */
  readonly rootpage: number;
}

/** A file as it is at one moment. */
export interface StoredState {
  readonly pages: PageFile;
  readonly objects: readonly StoredObject[];
  /** @throws `Error` where the file is damaged */
  readTree(root: number): Tree;
}

/** What may have happened to a table: nothing, something to rows with rowids in these ranges, or anything. */
export type Touch = "same" | "any" | readonly RowidRange[];

const SCHEMA: StoredObject = { type: "schema", name: "sqlite_schema", rootpage: 1 };
const LOWEST_ROWID = -(2n ** 63n);
const HIGHEST_ROWID = 2n ** 63n - 1n;

/**
 * Says of each table that is in both states what may have happened to it. A table of which all pages are the same is the same; so is a row on
 * a page that is the same and belongs to the table in both states.
 *
 * @param changedPages numbers of all pages that differ; pages that only one of them has may be missing
 * @remarks Reads interior pages only, unless a page changed onto which a long row overflows: some 2 ms for 50 MB.
 * @throws `Error` where a file is damaged
 */
export function findTouchedTables(
  before: StoredState,
  after: StoredState,
  changedPages: readonly number[],
): ReadonlyMap<string, Touch> {
  const changed = new Set(changedPages);
  const trees = new Map<StoredObject, Tree>();
  const unknown = new Set(changedPages.filter((page) => page <= before.pages.pageCount));
  for (const object of [SCHEMA, ...before.objects]) {
    if (object.rootpage === 0) continue;
    const tree = before.readTree(object.rootpage);
    if (object !== SCHEMA) trees.set(object, tree);
    for (const page of tree.interior) unknown.delete(page);
    for (const page of tree.leaves) unknown.delete(page);
  }
  removePagesWithoutRows(before.pages, unknown);
  const roots = new Map(after.objects.filter(({ type }) => type === "table").map(({ name, rootpage }) => [name, rootpage]));
  const touches = new Map<string, Touch>();
  for (const [object, tree] of trees) {
    if (object.type !== "table") continue;
    // What remains unknown in the end belongs to indexes.
    const overflowing = findOverflowingPages(before.pages, tree, unknown);
    if (roots.get(object.name) !== object.rootpage) {
      touches.set(object.name, "any");
      continue;
    }
    const isTouched = (page: number): boolean => changed.has(page) || overflowing.has(page);
    touches.set(
      object.name,
      tree.interior.some(isTouched) || tree.leaves.some(isTouched) ? touch(tree, isTouched, after) : "same",
    );
  }
  return touches;

  function touch(tree: Tree, isTouched: (page: number) => boolean, other: StoredState): Touch {
    const root = tree.interior[0] ?? tree.leaves[0] ?? 0;
    const current = other.readTree(root);
    if (!tree.hasRowids || !current.hasRowids) return "any";
    const [old, now] = [new Set(tree.leaves), new Set(current.leaves)];
    return mergeRanges([
      ...rangesOf(tree, (leaf) => isTouched(leaf) || !now.has(leaf)),
      ...rangesOf(current, (leaf) => isTouched(leaf) || !old.has(leaf)),
    ]);
  }
}

function removePagesWithoutRows(pages: PageFile, unknown: Set<number>): void {
  unknown.delete(lockPageOf(pages.pageBytes));
  for (const page of unknown) if (isPointerMapPage(pages, page)) unknown.delete(page);
  if (unknown.size > 0) for (const page of listFreePages(pages)) unknown.delete(page);
}

function rangesOf({ leaves, highest }: Tree, isMeant: (leaf: number) => boolean): RowidRange[] {
  return leaves.flatMap((leaf, index) => {
    if (!isMeant(leaf)) return [];
    const previous = highest[index - 1];
    return [{ low: previous === undefined ? LOWEST_ROWID : previous + 1n, high: highest[index] ?? HIGHEST_ROWID }];
  });
}

function mergeRanges(ranges: readonly RowidRange[]): readonly RowidRange[] {
  const merged: RowidRange[] = [];
  for (const range of ranges.toSorted((one, other) => Number(one.low - other.low))) {
    const last = merged.at(-1);
    if (last === undefined || range.low > last.high + 1n) merged.push(range);
    else if (range.high > last.high) merged[merged.length - 1] = { low: last.low, high: range.high };
  }
  return merged;
}
