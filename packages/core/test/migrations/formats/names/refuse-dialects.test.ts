import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { createFolder } from "../../../helpers/create-folder.js";
import { namesIn, readFiles } from "../../../helpers/read-files.js";

const UP = "CREATE TABLE IF NOT EXISTS a (x);";

describe("files for several databases", () => {
  const sets: readonly (readonly [names: readonly string[], ignore: string, left: string])[] = [
    [["0001_x_postgres.up.sql", "0001_x_sqlite.up.sql"], "**/*_postgres.*", "0001_x_sqlite"],
    [["0001_x_sqlite.sql", "0001_x_mysql.sql"], "**/*_mysql.*", "0001_x_sqlite"],
    [["0001_x.pg.sql", "0001_x.sqlite.sql"], "**/*.pg.*", "0001_x.sqlite"],
    [["0001_x.sql", "0001_x.pg.sql"], "**/*.pg.*", "0001_x"],
    [["0001-x-MySQL.sql", "0001-x-SQLite3.sql"], "**/*-MySQL.*", "0001-x-SQLite3"],
    [["0001_postgresql_x.sql", "0001_sqlite_x.sql"], "**/*_postgresql_*", "0001_sqlite_x"],
    [["postgres.sql", "sqlite.sql"], "**/postgres.*", "sqlite"],
    [["schema_mariadb.sql", "schema_sqlite.sql"], "**/*_mariadb.*", "schema_sqlite"],
    [
      ["V0001.Initial_Schema.postgres.up.sql", "V0001.Initial_Schema.sqlite.up.sql"],
      "**/*.postgres.*",
      "V0001.Initial_Schema.sqlite",
    ],
    [["01_x_postgres/up.sql", "01_x_sqlite/up.sql"], "**/*_postgres*", "01_x_sqlite"],
    [["01_x.postgres.js", "01_x.sqlite.js"], "**/*.postgres.*", "01_x.sqlite down"],
    [["V1__x_h2.sql", "V1__x_sqlite.sql"], "**/*_h2.*", "V1__x_sqlite"],
  ];
  test.each(sets)("are refused with a glob to ignore the others: %j", (names, ignore, left) => {
    const files = Object.fromEntries(names.map((name) => [name, UP]));
    const folder = createFolder(files);
    expect(() => namesIn({ migrations: folder })).toThrow(
      expect.objectContaining({
        code: "MIGRATION_DUPLICATE",
        paths: expect.arrayContaining(names.map((name) => join(folder, name))),
        message: expect.stringContaining(`ignore: ["${ignore}"]`),
      }),
    );
    expect(readFiles(files, { ignore: [ignore] })).toEqual([left]);
  });

  test.each(["001_users.mysql.sql", "001_users.PG.up.sql", "001_users.cockroachdb.js"])(
    "are refused where only one is there: %s",
    (name) => {
      expect(() => readFiles({ [name]: UP, "002_b.sql": UP })).toThrow(
        expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN", message: expect.stringContaining("for another database") }),
      );
    },
  );

  test.each(["**/*.sql", "*"])("are refused in a folder each, found by the pattern %s", (pattern) => {
    const folder = createFolder({ "mysql/0001_users.sql": UP, "sqlite/0001_create_users.sql": UP });
    expect(() => namesIn({ migrations: join(folder, pattern) })).toThrow(
      expect.objectContaining({
        code: "MIGRATION_DUPLICATE",
        message: expect.stringContaining("list the others under ignore"),
      }),
    );
    expect(namesIn({ migrations: join(folder, pattern), ignore: ["mysql"] })).toEqual(["0001_create_users"]);
  });
});

describe("a name with a dialect in it", () => {
  test.each([
    [["001_import_from_mysql.sql", "002_import_from_postgres.sql"]],
    [["001_users_sqlite.sql", "002_notes_sqlite.sql"]],
    [["001_pg_users.sql", "001_users_of_pages.sql"]],
    [["001_pgn_games.sql", "001_games.sql"]],
  ])("is read where nothing else is called alike: %j", (names) => {
    expect(readFiles(Object.fromEntries(names.map((name) => [name, UP])))).toHaveLength(2);
  });

  test("is read from a folder of what all have and one of what is for SQLite", () => {
    const folder = createFolder({ "db/001_a.sql": UP, "db-sqlite/002_b.sql": UP });
    expect(namesIn({ migrations: [join(folder, "db"), join(folder, "db-sqlite")] })).toEqual(["001_a", "002_b"]);
  });
});
