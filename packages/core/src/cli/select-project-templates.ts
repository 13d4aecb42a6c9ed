import { listTemplates, ownerOf, type CachedTemplate } from "../template/prune-templates.js";
import type { LoadedDatabases } from "./load-databases.js";

/**
 * Lists the templates of this configuration's folder, the one used last first: of the databases asked for, else also of databases
 * that it does not name any more. One cache may serve other folders and, where a project has no `node_modules`, other projects.
 */
export function selectProjectTemplates(
  cacheDirectory: string,
  { config, databases }: LoadedDatabases,
  isOneDatabase: boolean,
): readonly CachedTemplate[] {
  const owners = new Set(databases.map((database) => ownerOf(database, cacheDirectory)));
  const [first] = config.databases.values();
  const folder = first === undefined ? undefined : ownerOf({ ...first, name: "" }, cacheDirectory);
  // A colon after it would be part of another folder's name.
  const isOfFolder = (owner: string): boolean =>
    folder !== undefined && owner.startsWith(folder) && !owner.includes(":", folder.length);
  const isOurs = (owner: string): boolean => owners.has(owner) || (!isOneDatabase && isOfFolder(owner));
  return listTemplates(cacheDirectory)
    .filter(({ owner }) => isOurs(owner))
    .toSorted((a, b) => b.lastUsedMs - a.lastUsedMs);
}
