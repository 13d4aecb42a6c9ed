import { resolve } from "node:path";

import type { MigratorSource } from "../options/migrator-source.js";
import { createMigratorSource } from "./create-migrator-source.js";
import { hasMethods, propertyOf, type MigratorFactory, type MigratorTool } from "./migrator-tool.js";
import { withReplaced } from "./with-replaced.js";

/** What picklejar uses of a `DataSource` of TypeORM, of any version that has it. */
export interface TypeOrmDataSource {
  readonly options: object;
  readonly isInitialized: boolean;
  readonly migrations: readonly unknown[];
  readonly logger: object;
  initialize(): PromiseLike<unknown>;
  runMigrations(): PromiseLike<unknown>;
  destroy(): PromiseLike<unknown>;
}

const TOOL: MigratorTool<TypeOrmDataSource> = {
  name: "TypeORM",
  helper: "typeorm",
  expected: "a DataSource of TypeORM",
  check(returned) {
    if (isDataSource(returned)) return { instance: returned };
    const isOptions = typeof propertyOf(returned, "type") === "string";
    return { problem: isOptions ? "These are TypeORM's options: return new DataSource(options)" : "" };
  },
  // Before it is initialized, which may synchronize the schema, or drop it.
  locate({ options }) {
    const database = propertyOf(options, "database");
    return typeof database === "string" ? database : undefined;
  },
  folders({ options }) {
    const migrations = propertyOf(options, "migrations");
    const globs: readonly unknown[] = Array.isArray(migrations) ? migrations : [];
    return globs.flatMap((glob) => (typeof glob === "string" ? [resolve(glob)] : []));
  },
  async migrate(dataSource, note) {
    const run = async (): Promise<void> => {
      if (!dataSource.isInitialized) await dataSource.initialize();
      if (!isOnlySynchronized(dataSource)) await dataSource.runMigrations();
    };
    await withReplaced(dataSource.logger, "logMigration", run, (call, [message]) => {
      const name = /^Migration "(.*?)" failed, error: /.exec(String(message))?.[1];
      if (name !== undefined) note(name);
      return call();
    });
    return isOnlySynchronized(dataSource) ? undefined : dataSource.migrations.length;
  },
  close: async (dataSource) => (dataSource.isInitialized ? dataSource.destroy() : undefined),
};

function isDataSource(value: unknown): value is TypeOrmDataSource {
  return hasMethods(value, "initialize", "runMigrations", "destroy");
}

/** Then its schema comes from the entities, and the application keeps no ledger. */
function isOnlySynchronized({ options, migrations }: TypeOrmDataSource): boolean {
  return propertyOf(options, "synchronize") === true && migrations.length === 0;
}

/**
 * Migrations that TypeORM runs: `migrations: typeorm(({ path }) => makeDataSource(path))`.
 *
 * @param factory makes a `DataSource` for the database at `path`, as the application does; may be async, and may initialize it. picklejar calls
 * `initialize()`, `runMigrations()` and `destroy()`. With `synchronize: true` and no migrations, `initialize()` makes the tables.
 * @throws `TypeError` for anything but a function
 */
export function typeorm(factory: MigratorFactory<TypeOrmDataSource>): MigratorSource {
  return createMigratorSource(TOOL, factory);
}
