import { listTemplates, ownerOf, type CachedTemplate } from "../template/prune-templates.js";
import type { LoadedDatabases } from "./load-databases.js";

/**
 * Lists the templates of this configuration's folder, the most recently used first: of one database, or of all, including those that it does not name
 * any more. The cache may also serve other folders, or other projects if there is no `node_modules`.
 */
export function selectProjectTemplates(
  cacheDirectory: string,
  { config, databases }: LoadedDatabases,
  isOneDatabase: boolean,
): readonly CachedTemplate[] {
  const owners = new Set(databases.map((database) => ownerOf(database, cacheDirectory)));
  const folder = ownerOf({ directory: config.directory, name: "" }, cacheDirectory);
  // With another colon, it is a folder whose name begins the same.
  const isOfFolder = (owner: string): boolean => owner.startsWith(folder) && !owner.includes(":", folder.length);
  const isOurs = (owner: string): boolean => owners.has(owner) || (!isOneDatabase && isOfFolder(owner));
  return listTemplates(cacheDirectory)
    .filter(({ owner }) => isOurs(owner))
    .toSorted((a, b) => b.lastUsedMs - a.lastUsedMs);
}
