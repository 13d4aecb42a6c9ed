import { resolve } from "node:path";

import type { MigratorSource } from "../options/migrator-source.js";
import { createMigratorSource } from "./create-migrator-source.js";
import { callMethod, hasMethods, propertyOf, type MigratorFactory, type MigratorTool } from "./migrator-tool.js";

/** What picklejar uses of MikroORM, of any version that has it. */
export interface MikroOrmInstance {
  readonly config: {
    get(key: never): unknown;
    set(key: never, value: never): unknown;
  };
  close(): PromiseLike<unknown>;
}

/** Version 7 has shorter names. */
interface MikroOrmMigrator {
  up(): PromiseLike<unknown>;
  getExecutedMigrations?(): PromiseLike<readonly unknown[]>;
  getExecuted?(): PromiseLike<readonly unknown[]>;
}

const TOOL: MigratorTool<MikroOrmInstance> = {
  name: "MikroORM",
  helper: "mikroOrm",
  expected: "an instance of MikroORM",
  check(returned) {
    if (isMikroOrm(returned)) return { instance: returned };
    const isOptions = propertyOf(returned, "dbName") !== undefined;
    return { problem: isOptions ? "These are MikroORM's options: return MikroORM.init(options)" : "" };
  },
  locate({ config }) {
    const name = callMethod(config, "get", "dbName");
    return typeof name === "string" ? name : undefined;
  },
  folders(orm) {
    const options = callMethod(orm.config, "get", "migrations");
    if (Array.isArray(propertyOf(options, "migrationsList"))) return [];
    const folder = propertyOf(migratorOf(orm), "absolutePath") ?? propertyOf(options, "path");
    return typeof folder === "string" ? [resolve(String(callMethod(orm.config, "get", "baseDir")), folder)] : [];
  },
  async migrate(orm) {
    const migrator = migratorOf(orm);
    await migrator.up();
    const executed = await (migrator.getExecutedMigrations?.() ?? migrator.getExecuted?.());
    return executed?.length;
  },
  close: async (orm) => orm.close(),
  advise: (message) =>
    /extension/i.test(message) && /migrator/i.test(message)
      ? "Install @mikro-orm/migrations, and give its Migrator to MikroORM.init: extensions: [Migrator]"
      : undefined,
};

function isMikroOrm(value: unknown): value is MikroOrmInstance {
  return hasMethods(value, "close") && hasMethods(propertyOf(value, "config"), "get", "set");
}

function isMigrator(value: unknown): value is MikroOrmMigrator {
  return hasMethods(value, "up");
}

/**
 * `up()` would write a snapshot of the schema into the folder of the migrations, named after the template. The migrator reads its options when it is
 * made.
 */
function migratorOf(orm: MikroOrmInstance): MikroOrmMigrator {
  const options = callMethod(orm.config, "get", "migrations");
  callMethod(orm.config, "set", "migrations", { ...Object(options), snapshot: false });
  const migrator = hasMethods(orm, "getMigrator") ? callMethod(orm, "getMigrator") : propertyOf(orm, "migrator");
  if (isMigrator(migrator)) return migrator;
  throw new Error("Migrator extension not registered");
}

/**
 * Migrations that MikroORM runs: `migrations: mikroOrm(({ path }) => makeOrm(path))`.
 *
 * @param factory makes an instance for the database at `path`, as the application does; may be async. picklejar switches the snapshot of the schema off,
 * and calls `up()` of its migrator and `close()`.
 * @throws `TypeError` for anything but a function
 */
export function mikroOrm(factory: MigratorFactory<MikroOrmInstance>): MigratorSource {
  return createMigratorSource(TOOL, factory);
}
