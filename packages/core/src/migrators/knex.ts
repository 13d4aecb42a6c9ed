import { resolve } from "node:path";

import type { MigratorSource } from "../options/migrator-source.js";
import { createMigratorSource } from "./create-migrator-source.js";
import { LIST_DATABASES, mainFileOf } from "./main-file.js";
import { hasMethods, propertyOf, type MigratorFactory, type MigratorTool, type NoteMigration } from "./migrator-tool.js";
import { withReplaced } from "./with-replaced.js";

/** What picklejar uses of a Knex instance, of any version that has it. */
export interface KnexInstance {
  readonly migrate: {
    latest(): PromiseLike<unknown>;
    list(): PromiseLike<unknown>;
  };
  raw(sql: string): PromiseLike<unknown>;
  destroy(): PromiseLike<unknown>;
}

const TOOL: MigratorTool<KnexInstance> = {
  name: "Knex",
  helper: "knex",
  expected: "an instance of Knex",
  check(returned) {
    if (isKnex(returned)) return { instance: returned };
    const isOptions = propertyOf(returned, "client") !== undefined;
    return { problem: isOptions ? "These are Knex's options: return knex(options)" : "" };
  },
  locate: async (instance) => mainFileOf(await instance.raw(LIST_DATABASES)),
  folders: (instance) => {
    const { directory = "./migrations", migrationSource } = configOf(instance);
    if (migrationSource !== undefined) return [];
    return [directory].flat().flatMap((folder) => (typeof folder === "string" ? [resolve(folder)] : []));
  },
  async migrate(instance, note) {
    await withLogged(instance, note, () => instance.migrate.latest());
    const lists = await instance.migrate.list();
    const completed: unknown = Array.isArray(lists) ? lists[0] : undefined;
    return Array.isArray(completed) ? completed.length : undefined;
  },
  close: async (instance) => instance.destroy(),
};

/**
 * Migrations that Knex runs: `migrations: knex(({ path }) => makeKnex(path))`.
 *
 * @param factory makes an instance for the database at `path`, as the application does; may be async. picklejar calls `migrate.latest()` and
 * `destroy()`.
 * @throws `TypeError` for anything but a function
 */
export function knex(factory: MigratorFactory<KnexInstance>): MigratorSource {
  return createMigratorSource(TOOL, factory);
}

function isKnex(value: unknown): value is KnexInstance {
  return hasMethods(value, "raw", "destroy") && hasMethods(propertyOf(value, "migrate"), "latest", "list");
}

function configOf(instance: KnexInstance): { readonly directory?: unknown; readonly migrationSource?: unknown } {
  const migrations = propertyOf(propertyOf(propertyOf(instance, "client"), "config"), "migrations");
  return typeof migrations === "object" && migrations !== null ? migrations : {};
}

/** Knex throws a migration's error as it is, and logs the name of its file. The error has what the next line of the log says. */
async function withLogged(instance: KnexInstance, note: NoteMigration, run: () => PromiseLike<unknown>): Promise<void> {
  await withReplaced(propertyOf(propertyOf(instance, "client"), "logger"), "warn", run, (call, [message]) => {
    const file = /^migration file "(.*)" failed$/.exec(String(message))?.[1];
    if (file !== undefined) note(file);
    else if (!String(message).startsWith("migration failed with error: ")) call();
  });
}
