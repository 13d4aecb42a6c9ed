import { describe, expect, test } from "vitest";

import { resolveConfig } from "../../../../src/config/resolve-config.js";
import { compareFiles } from "../../../../src/evidence/diff/compare-with-template.js";
import { MigrationRunner } from "../../../../src/migrations/migration-runner.js";
import { createToolProject } from "../../../helpers/tool-project.js";
import { withConnection } from "../../dump-database.js";

/** Changes what is not alike in any two databases, as if the tool had run at another time. */
const CHANGES: readonly (readonly [format: string, files: Readonly<Record<string, string>>, change: string])[] = [
  [
    "prisma",
    { "m/migration_lock.toml": "", "m/1_a/migration.sql": "CREATE TABLE a (x);" },
    "UPDATE _prisma_migrations SET id = 'other', started_at = 1, finished_at = 2",
  ],
  [
    "d1",
    { "m/1_a.sql": "CREATE TABLE a (x);" },
    "UPDATE d1_migrations SET applied_at = '2020-01-01 00:00:00'; UPDATE sqlite_sequence SET seq = 7 WHERE name = 'd1_migrations'",
  ],
  [
    "goose",
    { "m/1_a.sql": "-- +goose Up\nCREATE TABLE a (x);" },
    "UPDATE goose_db_version SET tstamp = 1; DELETE FROM sqlite_sequence",
  ],
  ["sqlx", { "m/1_a.sql": "CREATE TABLE a (x);" }, "UPDATE _sqlx_migrations SET installed_on = 1, execution_time = 2"],
  ["diesel", { "m/1_a/up.sql": "CREATE TABLE a (x);" }, "UPDATE __diesel_schema_migrations SET run_on = 1"],
  ["postgrator", { "m/1.do.a.sql": "CREATE TABLE a (x);" }, "UPDATE schemaversion SET run_at = 1"],
];

describe("a comparison with the template", () => {
  test.each(CHANGES)("leaves out what is never alike in ledgers of %s, but no row", async (format, files, change) => {
    const project = createToolProject("m", files);
    const options = { migrations: project.migrations, format } as ConstructorParameters<typeof MigrationRunner>[0];
    const database = resolveConfig(options, { directory: project.folder, file: undefined }).get("default");
    const [before, after] = [project.path("before.db"), project.path("after.db")];
    for (const path of [before, after]) await new MigrationRunner({ ...options, ledger: "native" }).up(path);
    withConnection(after, (connection) => connection.exec(change));
    expect(compareFiles(before, after, database)).toMatchObject({ isSame: true });
    const [table = ""] = /(?<=UPDATE )\w+/.exec(change) ?? [];
    withConnection(after, (connection) => connection.exec(`DELETE FROM ${table}`));
    expect(compareFiles(before, after, database).tables).toMatchObject([{ table }]);
  });
});
