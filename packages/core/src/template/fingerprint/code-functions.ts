import type { ResolvedDatabase } from "../../config/database-config.js";

/** A function that a configuration holds. */
export interface CodeFunction {
  /** The option that holds it; of a migration also its name. */
  readonly name: string;
  readonly run: object;
}

/** Lists the functions that decide a template's content. */
export function listFunctions({
  source,
  migrate,
  connection,
  seed,
}: Pick<ResolvedDatabase, "source" | "migrate" | "connection" | "seed">): CodeFunction[] {
  const migrations = (source?.migrations ?? []).flatMap(({ name, up }): CodeFunction[] =>
    typeof up === "function" ? [{ name: `migrations ${name}`, run: up }] : [],
  );
  const options = Object.entries({ migrate, connection, seed }).flatMap(([name, run]): CodeFunction[] =>
    run === undefined ? [] : [{ name, run }],
  );
  return [...migrations, ...options];
}
