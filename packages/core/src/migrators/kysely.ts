import { isError } from "../errors/is-error.js";
import { messageOf } from "../errors/message-of.js";
import type { MigratorSource } from "../options/migrator-source.js";
import { createMigratorSource } from "./create-migrator-source.js";
import { LIST_DATABASES, mainFileOf } from "./main-file.js";
import { callMethod, hasMethods, propertyOf, type MigratorFactory, type MigratorTool } from "./migrator-tool.js";

/** A `Migrator` of Kysely and its database, of any version that has these methods. */
export interface KyselyMigrator {
  readonly db: {
    executeQuery(query: never): PromiseLike<{ readonly rows: readonly unknown[] }>;
    destroy(): PromiseLike<unknown>;
  };
  readonly migrator: {
    migrateToLatest(): PromiseLike<{ readonly error?: unknown; readonly results?: readonly KyselyResult[] | undefined }>;
    getMigrations(): PromiseLike<readonly { readonly executedAt?: unknown }[]>;
  };
}

interface KyselyResult {
  readonly migrationName: string;
  readonly status: string;
}

const TOOL: MigratorTool<KyselyMigrator> = {
  name: "Kysely",
  helper: "kysely",
  expected: "{ db, migrator }, a Kysely instance and its Migrator,",
  check(returned) {
    if (isKyselyMigrator(returned)) return { instance: returned };
    if (hasMethods(returned, "selectFrom", "destroy"))
      return { problem: "Return its Migrator as well: { db, migrator: new Migrator({ db, provider }) }" };
    if (hasMethods(returned, "migrateToLatest"))
      return { problem: "A Migrator does not give its database, which has to be closed: return { db, migrator }" };
    return { problem: "" };
  },
  locate: async ({ db }) => mainFileOf(propertyOf(await callMethod(db, "executeQuery", LIST_QUERY), "rows")),
  // A provider keeps its folder to itself. It lists the folder, which is observed.
  folders: () => [],
  async migrate({ migrator }, note) {
    const { error, results = [] } = await migrator.migrateToLatest();
    const failed = results.find(({ status }) => status === "Error");
    if (failed !== undefined) note(failed.migrationName);
    if (error !== undefined) throw isError(error) ? error : new Error(messageOf(error), { cause: error });
    return (await migrator.getMigrations()).filter(({ executedAt }) => executedAt !== undefined).length;
  },
  close: async ({ db }) => db.destroy(),
};

function isKyselyMigrator(value: unknown): value is KyselyMigrator {
  const [db, migrator] = [propertyOf(value, "db"), propertyOf(value, "migrator")];
  return hasMethods(db, "executeQuery", "destroy") && hasMethods(migrator, "migrateToLatest", "getMigrations");
}

/** A compiled query, as Kysely's `sql` makes it. Its type differs from version to version. */
const LIST_QUERY = {
  sql: LIST_DATABASES,
  parameters: [],
  query: { kind: "RawNode", sqlFragments: [LIST_DATABASES], parameters: [] },
  queryId: { queryId: "picklejar" },
};

/**
 * Migrations that a Kysely `Migrator` runs: `migrations: kysely(({ path }) => makeMigrator(path))`.
 *
 * @param factory makes `{ db, migrator }` for the database at `path`, as the application does; may be async. picklejar calls `migrateToLatest()` and
 * `db.destroy()`.
 * @throws `TypeError` for anything but a function
 */
export function kysely(factory: MigratorFactory<KyselyMigrator>): MigratorSource {
  return createMigratorSource(TOOL, factory);
}
