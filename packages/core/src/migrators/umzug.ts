import { resolve } from "node:path";

import type { MigratorSource } from "../options/migrator-source.js";
import { createMigratorSource } from "./create-migrator-source.js";
import { hasMethods, propertyOf, type MigratorFactory, type MigratorTool } from "./migrator-tool.js";

/** What picklejar uses of an `Umzug`, of any version that has it. */
export interface UmzugInstance {
  up(): PromiseLike<unknown>;
  executed(): PromiseLike<readonly unknown[]>;
}

/** An `Umzug`, and what closes its database. */
export interface ClosableUmzug {
  readonly umzug: UmzugInstance;
  readonly close: () => unknown;
}

const TOOL: MigratorTool<ClosableUmzug> = {
  name: "umzug",
  helper: "umzug",
  expected: "an Umzug, or { umzug, close },",
  check(returned) {
    const given = isUmzug(returned) ? returned : propertyOf(returned, "umzug");
    if (!isUmzug(given)) return { problem: "" };
    if (isJsonStorage(propertyOf(given, "storage"))) {
      const problem = "It has no storage in the database, but a JSON file, in which a migration of one database counts for all";
      return { problem: `${problem}: give it a storage, for example new SequelizeStorage({ sequelize })` };
    }
    const close = propertyOf(returned, "close") ?? closeOf(given);
    if (typeof close === "function") return { instance: { umzug: given, close: () => Reflect.apply(close, returned, []) } };
    return { problem: "It does not say how its database is closed: return { umzug, close }" };
  },
  locate({ umzug: instance }) {
    const context = contextOf(instance);
    const storage = propertyOf(propertyOf(propertyOf(context, "sequelize") ?? context, "options"), "storage");
    // A database of better-sqlite3.
    const file = storage ?? (hasMethods(context, "prepare", "pragma") ? propertyOf(context, "name") : undefined);
    return typeof file === "string" ? file : undefined;
  },
  folders({ umzug: instance }) {
    const glob = propertyOf(propertyOf(propertyOf(instance, "options"), "migrations"), "glob");
    const [pattern, options]: readonly unknown[] = Array.isArray(glob) ? glob : [glob];
    const directory = propertyOf(options, "cwd");
    return typeof pattern === "string" ? [resolve(typeof directory === "string" ? directory : ".", pattern)] : [];
  },
  async migrate({ umzug: instance }) {
    await instance.up();
    return (await instance.executed()).length;
  },
  close: async ({ close }) => close(),
};

function isUmzug(value: unknown): value is UmzugInstance {
  return hasMethods(value, "up", "executed", "pending");
}

/** The default of umzug. */
function isJsonStorage(storage: unknown): boolean {
  return propertyOf(propertyOf(storage, "constructor"), "name") === "JSONStorage";
}

/** A function makes another one each time. */
function contextOf(instance: UmzugInstance): unknown {
  const context = propertyOf(propertyOf(instance, "options"), "context");
  return typeof context === "function" ? undefined : context;
}

/** That of Sequelize's query interface, of Sequelize itself, or of a database. */
function closeOf(instance: UmzugInstance): (() => unknown) | undefined {
  const context = contextOf(instance);
  const owner = [propertyOf(context, "sequelize"), context].find((each) => hasMethods(each, "close"));
  const close = propertyOf(owner, "close");
  return typeof close === "function" ? (): unknown => Reflect.apply(close, owner, []) : undefined;
}

/**
 * Migrations that an `Umzug` runs, for example Sequelize's: `migrations: umzug(({ path }) => makeUmzug(path))`.
 *
 * @param factory makes an `Umzug` for the database at `path`, as the application does; may be async. If its `context` is no query interface of Sequelize
 * and has no `close`, the factory returns `{ umzug, close }`. picklejar calls `up()` and closes.
 * @throws `TypeError` for anything but a function
 */
export function umzug(factory: MigratorFactory<UmzugInstance | ClosableUmzug>): MigratorSource {
  return createMigratorSource(TOOL, factory);
}
