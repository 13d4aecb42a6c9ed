import type { ResolvedDatabase } from "./database-config.js";
import { suggest } from "../options/option-error.js";
import { misuseRangeError } from "../errors/misuse-error.js";

/** The database that is meant when no name is given. */
export const DEFAULT_DATABASE = "default";

/**
 * Gives a database of a configuration by name.
 *
 * @param name - as under `databases`
 * @defaultValue `"default"`
 * @throws `RangeError` when there is none of that name.
 */
export function selectDatabase(
  databases: ReadonlyMap<string, ResolvedDatabase>,
  name: string = DEFAULT_DATABASE,
): ResolvedDatabase {
  const database = databases.get(name);
  if (database !== undefined) return database;
  const names = [...databases.keys()];
  const [first] = databases.values();
  const where = first?.file === undefined ? "the configuration given in code" : `"${first.file}"`;
  throw misuseRangeError(
    `database must be one of ${names.map((known) => JSON.stringify(known)).join(", ")}, the databases of ${where}; ` +
      `got ${JSON.stringify(name)}.${suggest(name, names)}`,
  );
}
