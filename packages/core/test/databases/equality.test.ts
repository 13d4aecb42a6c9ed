import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import { initTestDb } from "../../src/databases/at-path/init-test-db.js";
import { createProject } from "../helpers/create-project.js";
import { dumpDatabase } from "../helpers/dump-database.js";

const pocketId = fileURLToPath(new URL("../../../../../shared/real-migrations/pocket-id", import.meta.url));
const hasPocketId = existsSync(pocketId);
if (!hasPocketId) console.info(`Skipped: the comparison with the migrations of pocket-id, as there is no "${pocketId}".`);

describe("a copy", () => {
  test.each(["delete", "wal"])("is what migrating directly gives, in journal mode %s", async (journalMode) => {
    const project = createProject({
      "db/001_all.sql": `
        PRAGMA application_id = 1234; PRAGMA user_version = 42;
        CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, label TEXT);
        INSERT INTO counted (label) VALUES ('a'), ('b'), ('c'); DELETE FROM counted WHERE id = 3;
        CREATE TABLE plain (a REAL, b BLOB, c TEXT GENERATED ALWAYS AS (upper(b)) VIRTUAL, PRIMARY KEY (a)) WITHOUT ROWID;
        INSERT INTO plain (a, b) VALUES (1.5, x'00ff'), (2.5, 'text');
        CREATE VIRTUAL TABLE words USING fts5(body); INSERT INTO words VALUES ('hello world');
        CREATE VIEW shown AS SELECT label FROM counted; CREATE INDEX labels ON counted (label) WHERE label > 'a';`,
      "db/002_more.sql":
        "CREATE TRIGGER t AFTER INSERT ON counted BEGIN DELETE FROM plain; END; ALTER TABLE counted ADD COLUMN more;",
    });
    const options = {
      migrations: project.path("db"),
      connection: (database: Database.Database) => void database.pragma(`journal_mode = ${journalMode}`),
    };
    await new MigrationRunner(options).initOrUpgrade(project.path("direct.db"));
    const copy = await initTestDb(project.path("copy.db"), { ...options, version: journalMode });
    expect(copy.origin).toBe("created");
    expect(dumpDatabase(copy.path)).toEqual(dumpDatabase(project.path("direct.db")));
  });

  test.skipIf(!hasPocketId)("is what migrating directly gives, for the 72 migrations of pocket-id", async () => {
    const project = createProject({});
    const options = {
      migrations: pocketId,
      connection: (database: Database.Database) =>
        void database.function("normalize", (text, form) =>
          typeof text === "string" ? text.normalize(String(form).toUpperCase()) : text,
        ),
    };
    const { applied } = await new MigrationRunner(options).initOrUpgrade(project.path("direct.db"));
    expect(applied).toHaveLength(72);
    const copy = await initTestDb(project.path("copy.db"), { ...options, version: "1" });
    expect(dumpDatabase(copy.path)).toEqual(dumpDatabase(project.path("direct.db")));
  });
});
