import { getOrCreate } from "../../files/get-or-create.js";

/** Groups the items that have a key, each group in the order of the items. `Map.groupBy` needs Node 21. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string | undefined): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) getOrCreate(groups, key, (): Item[] => []).push(item);
  }
  return groups;
}
