import { describe, expect, test } from "vitest";

import { createToolProject, readRows, type ToolProject } from "../../../helpers/tool-project.js";

/** A parent with two children, of which a later migration rebuilds the parent: where foreign keys are on, that deletes the children. */
const TABLES = `CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id) ON DELETE CASCADE);
INSERT INTO users VALUES (1, 'Ada');
INSERT INTO notes VALUES (1, 1), (2, 1);
`;
const REBUILD = `PRAGMA foreign_keys=OFF;
CREATE TABLE new_users (id INTEGER PRIMARY KEY);
INSERT INTO new_users SELECT id FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;
PRAGMA foreign_keys=ON;
`;

const CARGO = '[dependencies]\nsqlx = "0.8"\n';
const WRANGLER = '{ "d1_databases": [ { "binding": "DB", "migrations_dir": "m" } ] }';

describe("a migration that rebuilds a parent", () => {
  test.each<[claim: string, project: () => ToolProject, left: number]>([
    ["plain SQL, where its pragma is heeded", () => createToolProject("m", named("001_tables.sql", "002_rebuild.sql")), 2],
    [
      "sqlx, which has them on in its transaction",
      () => createToolProject("m", { ...named("1_tables.sql", "2_rebuild.sql"), "Cargo.toml": CARGO }),
      0,
    ],
    [
      "sqlx, without its transaction",
      () => {
        const files = named("1_tables.sql", "2_rebuild.sql");
        return createToolProject("m", { ...files, "m/2_rebuild.sql": `-- no-transaction\n${REBUILD}`, "Cargo.toml": CARGO });
      },
      2,
    ],
    [
      "D1, which has them on always",
      () => createToolProject("m", { ...named("0001_tables.sql", "0002_rebuild.sql"), "wrangler.json": WRANGLER }),
      0,
    ],
  ])("leaves as many children as with the tool: %s", async (_claim, create, left) => {
    const path = await create().createTestDatabase();
    expect(readRows(path, "SELECT count(*) FROM notes")).toEqual([[left]]);
  });

  test("may defer foreign keys until its transaction ends, as D1's documentation says", async () => {
    const deferred = `PRAGMA defer_foreign_keys = on;\nDELETE FROM users;\nINSERT INTO users VALUES (1, 'Bea');\n`;
    const tables = TABLES.replace(" ON DELETE CASCADE", "");
    const project = createToolProject("m", { "wrangler.json": WRANGLER, "m/0001_a.sql": tables, "m/0002_b.sql": deferred });
    expect(readRows(await project.createTestDatabase(), "SELECT name FROM users")).toEqual([["Bea"]]);
  });

  test("fails where a row points nowhere, as with the tool", async () => {
    const project = createToolProject("m", { "wrangler.json": WRANGLER, "m/0001_a.sql": TABLES });
    project.write("m/0002_b.sql", "INSERT INTO notes VALUES (3, 7);");
    await expect(project.createTestDatabase()).rejects.toMatchObject({ code: "MIGRATION_FAILED", migration: "0002_b" });
  });

  test("may not end the transaction that sqlx begins", async () => {
    const project = createToolProject("m", { "Cargo.toml": CARGO, "m/1_a.sql": "CREATE TABLE a (x);\nCOMMIT;\n" });
    await expect(project.createTestDatabase()).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      message: expect.stringContaining("it ended the transaction in which it runs") as unknown,
    });
  });
});

function named(tables: string, rebuild: string): Readonly<Record<string, string>> {
  return { [`m/${tables}`]: TABLES, [`m/${rebuild}`]: REBUILD };
}
