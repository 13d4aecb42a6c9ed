import { pathToFileURL } from "node:url";

import { describe, expect, test } from "vitest";

import type { PicklejarConfig, ResolvedDatabase } from "../../src/config/database-config.js";
import { MIGRATION_FORMATS } from "../../src/options/database-options.js";
import { resolveConfig } from "../../src/config/resolve-config.js";
import { selectDatabase } from "../../src/config/select-database.js";

const FILE = "/app/picklejar.config.mjs";
const IN_CODE = "";

describe("resolveConfig", () => {
  test("makes a database absolute and complete", () => {
    expect(resolveOne({ migrations: ["db", pathToFileURL("/elsewhere/*.sql")], testDatabases: ["build/*.db"] })).toMatchObject({
      name: "default",
      directory: "/app",
      file: FILE,
      source: { locations: ["/app/db", "/elsewhere/*.sql"], ledgerTable: "picklejar_migrations" },
      migrate: undefined,
      inputs: [],
      environmentInputs: [],
      testDatabases: ["/app/build/*.db"],
      strategy: "auto",
      version: undefined,
    });
  });

  test("resolves each of several databases", () => {
    const databases = resolve({
      databases: { default: { migrations: "db" }, audit: { migrate: () => undefined, strategy: "copy" } },
    });
    expect([...databases.keys()]).toEqual(["default", "audit"]);
    expect(databases.get("audit")).toMatchObject({ name: "audit", source: undefined, strategy: "copy" });
  });

  test.each<[config: unknown, kind: typeof TypeError | typeof RangeError, message: string]>([
    [undefined, TypeError, "the configuration: expected an object, got undefined"],
    [["db"], TypeError, "the configuration: expected an object, got [ 'db' ]"],
    [
      () => ({}),
      TypeError,
      "the configuration: expected an object, got [Function (anonymous)]; give the object itself, not a function that makes it",
    ],
    [{}, TypeError, "migrations: expected a value, or the option migrate in its place, got undefined"],
    [{ migratons: "db" }, TypeError, 'migratons is not an option. Did you mean "migrations"?'],
    [
      { migrations: "db", envInputs: [] },
      TypeError,
      "envInputs is not an option. The options are migrations, migrate, connection, ",
    ],
    [{ database: { a: { migrations: "db" } } }, TypeError, 'database is not an option. Did you mean "databases"?'],
    [{ migrations: "db", Seed: 1 }, TypeError, 'Seed is not an option. Did you mean "seed"?'],
    [{ migrations: "" }, TypeError, "migrations: expected a folder, a glob, a list of them, or a list of migrations, got ''"],
    [{ migrations: [] }, TypeError, "migrations: expected a folder, a glob, a list of them, or a list of migrations, got []"],
    [{ migrations: 7 }, TypeError, "migrations: expected a folder, a glob, a list of them, or a list of migrations, got 7"],
    [{ migrations: new URL("https://a.b/") }, TypeError, "migrations: expected a folder, a glob, a list of them"],
    [
      { migrations: ["db", { name: "1" }] },
      TypeError,
      "migrations[1]: expected a folder or a glob, like the entries before it, got { name: '1' }",
    ],
    [
      { migrations: [{ name: "1", up: "" }, "db"] },
      TypeError,
      "migrations[1]: expected a migration: { name, up, down? }, got 'db'",
    ],
    [{ migrations: [{ name: "", up: "" }] }, TypeError, "migrations[0].name: expected a non-empty string, got ''"],
    [{ migrations: [{ name: "1" }] }, TypeError, "migrations[0].up: expected an SQL string or a function, got undefined"],
    [
      { migrations: [{ name: "1", up: "", down: 1 }] },
      TypeError,
      "migrations[0].down: expected an SQL string or a function, got 1",
    ],
    [{ migrations: "db", migrate: () => 1 }, TypeError, "migrations and migrate exclude each other: keep one of them"],
    [
      { migrate: () => 1, order: "name" },
      TypeError,
      "order belongs to picklejar's own runner and does nothing beside migrate: remove it",
    ],
    [{ migrate: "knex" }, TypeError, "migrate: expected a function, got 'knex'"],
    [{ migrations: "db", seed: "seed.js" }, TypeError, "seed: expected a function, got 'seed.js'"],
    [{ migrations: "db", connection: {} }, TypeError, "connection: expected a function, got {}"],
    [{ migrations: "db", inputs: "a.txt" }, TypeError, "inputs: expected a list of strings, got 'a.txt'"],
    [{ migrations: "db", environmentInputs: ["A", 1] }, TypeError, "environmentInputs[1]: expected a non-empty string, got 1"],
    [{ migrations: "db", testDatabases: [""] }, TypeError, "testDatabases[0]: expected a non-empty string, got ''"],
    [{ migrations: "db", ignore: null }, TypeError, "ignore: expected a list of strings, got null"],
    [{ migrations: "db", version: 1 }, TypeError, "version: expected a non-empty string, got 1"],
    [{ migrations: "db", ledgerTable: "" }, TypeError, "ledgerTable: expected a non-empty string, got ''"],
    [
      { migrations: "db", strategy: "overlya" },
      RangeError,
      `strategy: expected one of "auto", "copy", "overlay", "memory", got 'overlya'. Did you mean "overlay"?`,
    ],
    [{ migrations: "db", order: "random" }, RangeError, `order: expected one of "name", "natural", got 'random'`],
    [
      { migrations: "db", format: true },
      RangeError,
      `format: expected one of ${MIGRATION_FORMATS.map((format) => `"${format}"`).join(", ")}, got true`,
    ],
    [{ databases: {} }, TypeError, "databases: expected an object with at least one database, got {}"],
    [{ databases: [] }, TypeError, "databases: expected an object, got []"],
    [{ databases: { a: "db" } }, TypeError, "databases.a: expected an object, got 'db'"],
    [{ databases: { a: { migrations: "db", sed: 1 } } }, TypeError, 'databases.a.sed is not an option. Did you mean "seed"?'],
    [
      { databases: { a: { migrations: "db" } }, seed: () => 1 },
      TypeError,
      "seed and databases exclude each other: move it into each of the databases",
    ],
  ])("refuses %j", (config, kind, message) => {
    const refused = catchError(() => resolve(config));
    expect(refused).toBeInstanceOf(kind);
    expect(refused.message).toContain(`"${FILE}": ${message}`);
  });

  test("says that JSON cannot hold functions", () => {
    const refused = catchError(() => resolve({ migrations: "db", seed: "seed.js" }, "/app/picklejar.config.json"));
    expect(refused).toBeInstanceOf(TypeError);
    expect(refused.message).toContain("JSON cannot hold functions: move the configuration to picklejar.config.mjs");
  });

  test.each<[option: string, config: Record<string, unknown>]>([
    ["seed", { migrations: "db", seed: () => 1 }],
    ["connection", { migrations: "db", connection: () => 1 }],
    ["migrate", { migrate: () => 1 }],
    ["migrations", { migrations: [{ name: "1", up: () => 1 }] }],
    ["databases.a.seed", { databases: { a: { migrations: "db", seed: () => 1 } } }],
  ])("asks for a version beside the function in %s where it is given in code", (option, config) => {
    const refused = catchError(() => resolve(config, IN_CODE));
    expect(refused).toBeInstanceOf(TypeError);
    expect(refused.message).toMatch(
      new RegExp(
        `^picklejar configuration: ${option.replaceAll(".", String.raw`\.`)} (is a function|holds functions) given in code`,
      ),
    );
    expect(refused.message).toMatch(/version: "1"/);
    expect(() => resolve(config)).not.toThrow();
    const versioned =
      "databases" in config
        ? { databases: { a: { migrations: "db", seed: () => 1, version: "1" } } }
        : { ...config, version: "1" };
    expect(() => resolve(versioned, IN_CODE)).not.toThrow();
  });

  test("asks for no version where SQL alone is given in code", () => {
    expect(() => resolve({ migrations: [{ name: "1", up: "CREATE TABLE a (id)" }] }, IN_CODE)).not.toThrow();
  });

  test("takes an option that is undefined for one that is not given", () => {
    expect(() => resolve({ migrations: "db", migrate: undefined, databases: undefined, seed: undefined })).not.toThrow();
  });

  test("gives one key to configurations in code that say the same, and another to each that does not", () => {
    const base = { migrations: "db", seed: () => 1, version: "1" };
    const keys = [
      base,
      { ...base, version: "2" },
      { ...base, seed: () => 2 },
      { ...base, migrations: "sql" },
      { ...base, inputs: ["a"] },
      { ...base, strategy: "copy" },
      { ...base, connection: () => 1 },
    ].map((config) => resolveOne(config, IN_CODE).key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(resolveOne({ ...base }, IN_CODE).key).toBe(keys[0]);
  });

  test("gives databases of a file a key of file and name", () => {
    const [first, second] = resolve({ databases: { a: { migrations: "db" }, b: { migrations: "db" } } }).values();
    expect(first?.key).not.toBe(second?.key);
    expect(resolve({ databases: { a: { migrations: "sql" } } }).get("a")?.key).toBe(first?.key);
  });

  test("resolves an object once", () => {
    const config = { migrations: "db" };
    expect(resolve(config, IN_CODE)).toBe(resolve(config, IN_CODE));
  });
});

describe("selectDatabase", () => {
  test("gives the default, or the one that is named", () => {
    const databases = resolve({ databases: { default: { migrations: "db" }, audit: { migrations: "audit" } } });
    expect(selectDatabase(databases).name).toBe("default");
    expect(selectDatabase(databases, "audit").name).toBe("audit");
  });

  test.each([
    ["adit", '"/app/picklejar.config.mjs": database: expected one of "main", "audit", got \'adit\'. Did you mean "audit"?'],
    [undefined, '"/app/picklejar.config.mjs": database: expected one of "main", "audit", got \'default\''],
  ])("refuses %s, and names those that there are", (name, message) => {
    const databases = resolve({ databases: { main: { migrations: "db" }, audit: { migrations: "audit" } } });
    const refused = catchError(() => selectDatabase(databases, name));
    expect(refused).toBeInstanceOf(RangeError);
    expect(refused.message).toBe(message);
  });
});

/** The configuration is not typed: the point is what a user without TypeScript may write. */
function resolve(config: unknown, file = FILE): ReadonlyMap<string, ResolvedDatabase> {
  return resolveConfig(config as PicklejarConfig, { directory: "/app", file: file === IN_CODE ? undefined : file });
}

function resolveOne(config: unknown, file?: string): ResolvedDatabase {
  return selectDatabase(resolve(config, file));
}

function catchError(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}
