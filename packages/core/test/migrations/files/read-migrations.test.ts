import { createHash } from "node:crypto";
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import {
  resolveMigrationSource,
  type MigrationFormat,
  type MigrationSourceOptions,
} from "../../../src/migrations/migration-source.js";
import { readMigrations, type ReadMigrationsResult } from "../../../src/migrations/files/read-migrations.js";
import { createFolder } from "../../helpers/create-folder.js";

const UP = "CREATE TABLE a (x);";
const DOWN = "DROP TABLE a;";

describe("readMigrations", () => {
  const formats: readonly [
    claim: string,
    files: Readonly<Record<string, string>>,
    expected: readonly string[],
    format: MigrationFormat,
  ][] = [
    ["flat SQL", { "001_a.sql": UP, "002_b.sql": UP }, ["001_a", "002_b"], "sql"],
    ["SQL without numbers", { "b.sql": UP, "a.sql": UP }, ["a", "b"], "sql"],
    ["up and down pairs", { "1_a.up.sql": UP, "1_a.down.sql": DOWN, "2_b.up.sql": UP }, ["1_a down", "2_b"], "up-down-pairs"],
    ["a flat file with a way down", { "1_a.sql": UP, "1_a.down.sql": DOWN }, ["1_a down"], "mixed"],
    [
      "pairs that share a version and no name",
      { "01_a..up.sql": UP, "01_other.down.sql": DOWN },
      ["01_a. down"],
      "up-down-pairs",
    ],
    ["pairs that share a name and no version", { "a.up.sql": UP, "a.down.sql": DOWN }, ["a down"], "up-down-pairs"],
    [
      "dates, two on a day",
      { "2024-01-31_a.up.sql": UP, "2024-01-31_b.up.sql": UP, "2024-01-31_b.down.sql": DOWN },
      ["2024-01-31_a", "2024-01-31_b down"],
      "up-down-pairs",
    ],
    ["folders as Diesel's", { "01_a/up.sql": UP, "01_a/down.sql": DOWN, "02_b/up.sql": UP }, ["01_a down", "02_b"], "folders"],
    [
      "folders as Prisma's",
      { "01_a/migration.sql": UP, "02_b/migration.sql": UP, "migration_lock.toml": "" },
      ["01_a", "02_b"],
      "prisma",
    ],
    [
      "modules",
      { "1_a.js": "", "2_b.mjs": "", "3_c.cjs": "", "4_d.ts": "", "5_e.mts": "", "6_f.cts": "" },
      everyModule(),
      "modules",
    ],
    [
      "a mixture",
      { "1_a.sql": UP, "2_b.js": "", "3_c/up.sql": UP, "4_d.up.sql": UP },
      ["1_a", "2_b down", "3_c", "4_d"],
      "mixed",
    ],
    [
      "a letter after the number, of a file put in between",
      { "002b_z.up.sql": UP, "002_y.up.sql": UP, "003_x.up.sql": UP, "002b_other.down.sql": DOWN },
      ["002_y", "002b_z down", "003_x"],
      "up-down-pairs",
    ],
    ["digits before letters", { "001_2fa.up.sql": UP, "001_2fa.down.sql": DOWN }, ["001_2fa down"], "up-down-pairs"],
  ];
  test.each(formats)("recognises %s", (_claim, files, expected, format) => {
    const result = read({ migrations: createFolder(files) });
    expect(summary(result)).toEqual(expected);
    expect(result.recognition?.reader.format).toBe(format);
    expect(result.recognition?.reason).toMatch(/\S/);
  });

  test.each(formats)("reads %s alike where the option names their format", (_claim, files, expected, format) => {
    const result = read({ migrations: createFolder(files), format });
    expect(summary(result)).toEqual(expected);
    expect(result.recognition).toEqual({ reader: expect.objectContaining({ format }) as unknown });
  });

  test.each(["-- migrate:down", "-- +goose Down", "  --   +goose down -- undo"])(
    "refuses a file with both ways, divided by %s",
    (section) => {
      const folder = createFolder({ "001_a.sql": `-- up\n${UP}\n${section}\n${DOWN}` });
      expect(() => read({ migrations: folder })).toThrow(
        expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN", path: join(folder, "001_a.sql") }),
      );
    },
  );

  test.each([
    ["schema.sql", "its name does not begin with a number like those of its neighbours"],
    ["2nd_part.sql", "the number must be followed by _, -, or one lower-case letter and then _ or - (for example 002b_name)"],
    // By code unit it would sort before 002_a.
    ["002B_part.sql", "the number must be followed by"],
  ])("refuses %s beside files with numbers", (name, problem) => {
    const folder = createFolder({ "001_a.sql": UP, "002_a.sql": UP, [name]: UP });
    expect(() => read({ migrations: folder })).toThrow(`"${join(folder, name)}" is not a migration: ${problem}`);
  });

  test("passes over what belongs to no migration", () => {
    const folder = createFolder({
      "001_a.sql": UP,
      ".hidden.sql": UP,
      "README.md": "",
      "LICENSE.js": "",
      "001_a.d.ts": "",
      "001_a.d.mts": "",
      "001_a.js.map": "",
      "001_a.test.ts": "",
      "data.csv": "",
      "meta/x.sql": UP,
      "empty/notes.txt": "",
      "old/002_b.sql": UP,
      "helper.sql": UP,
    });
    expect(summary(read({ migrations: folder, ignore: ["old", "helper.*"] }))).toEqual(["001_a"]);
  });

  test("gives text, absolute path and a checksum that line endings do not change", () => {
    const [unix, windows] = ["CREATE TABLE a (\n  x\n);\n", "CREATE TABLE a (\r\n  x\r\n);\r\n"].map(
      (text) => read({ migrations: createFolder({ "001_a.sql": text }) }).migrations[0],
    );
    expect(windows?.checksum).toBe(unix?.checksum);
    expect(unix?.checksum).toBe(createHash("sha256").update("CREATE TABLE a (\n  x\n);\n").digest("hex"));
    expect(windows?.up).toEqual({ kind: "sql", path: windows?.path, text: "CREATE TABLE a (\r\n  x\r\n);\r\n" });
  });

  test("takes migrations given in code, as text and as functions", () => {
    const { migrations, directories } = read({
      migrations: [
        { name: "b", up: () => undefined },
        { name: "a", up: UP, down: DOWN },
      ],
    });
    expect(migrations.map(({ name, up: step }) => [name, step.kind])).toEqual([
      ["a", "sql"],
      ["b", "function"],
    ]);
    expect(migrations[0]?.down).toEqual({ kind: "sql", text: DOWN });
    expect(directories).toEqual([]);
  });

  test("reads several folders, a single file and globs, and says which folders it read", () => {
    const folder = createFolder({
      "x/migrations/001_a.sql": UP,
      "y/migrations/002_b/up.sql": UP,
      "z/003_c.sql": UP,
      "z/004_d.sql": UP,
    });
    const result = read({ migrations: [join(folder, "*/migrations"), join(folder, "z/003_c.sql"), join(folder, "z/*_d.sql")] });
    expect(summary(result)).toEqual(["001_a", "002_b", "003_c", "004_d"]);
    const expected = ["", "x", "x/migrations", "y", "y/migrations", "y/migrations/002_b", "z"].map((name) =>
      join(folder, name),
    );
    expect(result.directories.toSorted()).toEqual(expected.map((path) => path.replace(/\/$/, "")));
    const deep = read({ migrations: join(folder, "**/*.sql") });
    expect(summary(deep)).toEqual(["001_a", "002_b", "003_c", "004_d"]);
  });

  test("reads a folder whose name looks like a glob, and follows links", () => {
    const folder = createFolder({ "[app]/001_a.sql": UP, "elsewhere.sql": UP, "own/up.sql": UP });
    symlinkSync(join(folder, "elsewhere.sql"), join(folder, "[app]/002_b.sql"));
    symlinkSync(join(folder, "own"), join(folder, "[app]/003_c"));
    expect(summary(read({ migrations: join(folder, "[app]") }))).toEqual(["001_a", "002_b", "003_c"]);
  });

  test("sorts by code unit, or by number when asked to", () => {
    const files = { "2_b.sql": UP, "10_c.sql": UP, "1_a.sql": UP };
    expect(summary(read({ migrations: createFolder(files), order: "name" }))).toEqual(["10_c", "1_a", "2_b"]);
    expect(summary(read({ migrations: createFolder(files), order: "natural" }))).toEqual(["1_a", "2_b", "10_c"]);
    const upper = { "001_B.sql": UP, "001_a.sql": UP };
    expect(summary(read({ migrations: createFolder(upper) }))).toEqual(["001_B", "001_a"]);
  });

  test("refuses an order that is ambiguous, naming two migrations", () => {
    const folder = createFolder({ "2_b.sql": UP, "10_c.sql": UP });
    expect(() => read({ migrations: folder })).toThrow(
      expect.objectContaining({ code: "MIGRATION_ORDER_AMBIGUOUS", names: ["10_c", "2_b"] }),
    );
  });

  const unknown: readonly [claim: string, files: Readonly<Record<string, string>>, culprit: string, options?: object][] = [
    ["a file without a number among those that have one", { "001_a.sql": UP, "schema.sql": UP }, "schema.sql"],
    ["a module beside numbered migrations", { "001_a.js": "", "index.ts": "" }, "index.ts"],
    ["a way down without a way up", { "001_a.up.sql": UP, "002_b.down.sql": DOWN }, "002_b.down.sql"],
    ["a file in a subfolder that is no migration", { "001_a.sql": UP, "down/001_a.sql": DOWN }, "down/001_a.sql"],
    ["one migration's file in the folder of migrations", { "up.sql": UP }, "up.sql"],
    ["a module with a direction in its name", { "001_a.up.js": "" }, "001_a.up.js"],
    ["a file of another format than the one asked for", { "001_a.sql": UP, "002_b.js": "" }, "002_b.js", { format: "sql" }],
    ["a flat file where pairs are asked for", { "001_a.sql": UP }, "001_a.sql", { format: "up-down-pairs" }],
  ];
  test.each(unknown)("refuses %s, naming it", (_claim, files, culprit, options = {}) => {
    const folder = createFolder(files);
    expect(() => read({ migrations: folder, ...options })).toThrow(
      expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN", path: join(folder, culprit) }),
    );
  });

  const duplicates: readonly [claim: string, files: Readonly<Record<string, string>>, culprit: string][] = [
    ["a migration in two languages", { "001_a.sql": UP, "001_a.ts": "" }, "001_a"],
    ["two ways up", { "001_a.sql": UP, "001_a.up.sql": UP }, "001_a"],
    ["two ways down", { "001_a.up.sql": UP, "001_a.down.sql": DOWN, "001_b.down.sql": DOWN }, "001_a"],
    ["a way down that fits two", { "001_a.up.sql": UP, "001_b.up.sql": UP, "001_c.down.sql": DOWN }, "001"],
    ["a folder with up.sql and migration.sql", { "001_a/up.sql": UP, "001_a/migration.sql": UP }, "001_a"],
  ];
  test.each(duplicates)("refuses %s", (_claim, files, culprit) => {
    expect(() => read({ migrations: createFolder(files) })).toThrow(
      expect.objectContaining({ code: "MIGRATION_DUPLICATE", migration: culprit }),
    );
  });

  test("refuses two of one name from different folders and from code", () => {
    const [one, two] = [createFolder({ "001_a.sql": UP }), createFolder({ "001_a.sql": UP })];
    expect(() => read({ migrations: [one, two] })).toThrow(
      expect.objectContaining({ code: "MIGRATION_DUPLICATE", paths: [join(one, "001_a.sql"), join(two, "001_a.sql")] }),
    );
    expect(() =>
      read({
        migrations: [
          { name: "a", up: UP },
          { name: "a", up: UP },
        ],
      }),
    ).toThrow(expect.objectContaining({ code: "MIGRATION_DUPLICATE", paths: [] }));
  });

  test("names a folder that is missing, and the one that may be meant", () => {
    const folder = createFolder({ "migrations/001_a.sql": UP });
    expect(() => read({ migrations: join(folder, "migration") })).toThrow(
      expect.objectContaining({
        code: "MIGRATIONS_NOT_FOUND",
        location: join(folder, "migration"),
        message: expect.stringContaining(`Did you mean "${join(folder, "migrations")}"?`),
      }),
    );
    expect(() => read({ migrations: join(folder, "no/where/at/all") })).toThrow(`only "${folder}" exists`);
  });

  test("names a folder that is empty, and the one below it that is not", () => {
    const folder = createFolder();
    expect(() => read({ migrations: folder })).toThrow(
      expect.objectContaining({ code: "MIGRATIONS_NOT_FOUND", location: folder }),
    );
    mkdirSync(join(folder, "sql"));
    writeFileSync(join(folder, "sql", "001_a.sql"), UP);
    expect(() => read({ migrations: folder })).toThrow(`Did you mean "${join(folder, "sql")}"?`);
    expect(() => read({ migrations: join(folder, "*.sql") })).toThrow(
      expect.objectContaining({ code: "MIGRATIONS_NOT_FOUND" }),
    );
    expect(() => read({ migrations: [] })).toThrow(
      expect.objectContaining({ code: "MIGRATIONS_NOT_FOUND", location: undefined }),
    );
  });

  test("orders equal numbers alike, in whatever order they are found", () => {
    const migrations = ["1_a", "01_a", "001_a"].map((name) => ({ name, up: UP }));
    const ordered = ["001_a", "01_a", "1_a"];
    expect(summary(read({ migrations, order: "natural" }))).toEqual(ordered);
    expect(summary(read({ migrations: migrations.toReversed(), order: "natural" }))).toEqual(ordered);
  });

  test("gives a way down of another name to the migration of its version that has none of its own", () => {
    const folder = createFolder({ "001_a.up.sql": UP, "001_a.down.sql": UP, "001_b.up.sql": UP, "001_undo.down.sql": UP });
    expect(summary(read({ migrations: folder }))).toEqual(["001_a down", "001_b down"]);
  });

  test("takes an extension in capitals for what it is", () => {
    expect(summary(read({ migrations: createFolder({ "001_a.sql": UP, "002_b.SQL": UP }) }))).toEqual(["001_a", "002_b"]);
  });

  test("names a stray however deep it lies", () => {
    const folder = createFolder({ "001_a.sql": UP, "old/2023/000_b.sql": UP });
    expect(() => read({ migrations: folder })).toThrow(
      expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN", path: join(folder, "old/2023/000_b.sql") }),
    );
  });

  test("reads a way down only when asked for its text", () => {
    const folder = createFolder({ "001_a.up.sql": UP, "001_a.down.sql": "before" });
    const down = read({ migrations: folder }).migrations[0]?.down;
    writeFileSync(join(folder, "001_a.down.sql"), "after");
    expect(down?.kind === "sql" && down.text).toBe("after");
    renameSync(join(folder, "001_a.down.sql"), join(folder, "away"));
    expect(() => down?.kind === "sql" && down.text).toThrow(
      expect.objectContaining({ code: "MIGRATION_UNREADABLE", path: join(folder, "001_a.down.sql") }),
    );
    expect(() => down?.kind === "sql" && down.text).toThrow("it has disappeared (ENOENT)");
  });
});

function everyModule(): string[] {
  return ["1_a", "2_b", "3_c", "4_d", "5_e", "6_f"].map((name) => `${name} down`);
}

function read(options: MigrationSourceOptions): ReadMigrationsResult {
  return readMigrations(resolveMigrationSource(options, "/"));
}

function summary({ migrations }: ReadMigrationsResult): string[] {
  return migrations.map(({ name, down }) => (down === undefined ? name : `${name} down`));
}
