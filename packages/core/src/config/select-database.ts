import { optionRangeError } from "../options/option-error.js";
import type { ResolvedDatabase } from "./database-config.js";

/** The database that is used if no name is given. */
export const DEFAULT_DATABASE = "default";

/**
 * Gives a database of a configuration by name.
 *
 * @param name - as under `databases`
 * @defaultValue `"default"`
 * @throws `RangeError` if there is none of that name
 */
export function selectDatabase(
  databases: ReadonlyMap<string, ResolvedDatabase>,
  name: string = DEFAULT_DATABASE,
): ResolvedDatabase {
  const database = databases.get(name);
  if (database !== undefined) return database;
  const [first] = databases.values();
  throw optionRangeError({ file: first?.file, prefix: "" }, "database", [...databases.keys()], name);
}
