import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import type { ResolvedMigration } from "../../src/migrations/files/resolved-migration.js";
import { ownLedger } from "../../src/migrations/ledger.js";
import { withDatabase } from "../../src/migrations/open-database.js";
import { createUmzug } from "../../src/migrations/run-migrations.js";
import { createFolder } from "../helpers/create-folder.js";

const NAMES = ["001_a", "002_b", "003_c"];

describe("umzug, as the runner makes it", () => {
  test.each([0, 1, 2, 3])("reads our ledger, and agrees with it about what is pending after %i migrations", async (step) => {
    const path = join(createFolder(), "app.db");
    const runner = new MigrationRunner({ migrations: NAMES.map((name) => ({ name, up: `CREATE TABLE "${name}" (x)` })) });
    if (step > 0) await runner.up(path, { step });
    const { executed, pending } = await askUmzug(path);
    expect(executed).toEqual(NAMES.slice(0, step));
    expect(pending).toEqual(await runner.pending(path));
  });

  test("agrees with our ledger about what is left after a migration was reverted", async () => {
    const path = join(createFolder(), "app.db");
    const runner = new MigrationRunner({
      migrations: NAMES.map((name) => ({ name, up: `CREATE TABLE "${name}" (x)`, down: `DROP TABLE "${name}"` })),
    });
    await runner.up(path);
    expect(await runner.down(path, { to: "002_b" })).toEqual({ reverted: ["003_c", "002_b"] });
    expect(await askUmzug(path)).toEqual({ executed: ["001_a"], pending: await runner.pending(path) });
  });
});

function askUmzug(path: string): Promise<{ executed: readonly string[]; pending: readonly string[] }> {
  return withDatabase(path, undefined, async (database) => {
    const migrations = NAMES.map((name): ResolvedMigration => ({ name, checksum: "", up: { kind: "sql", text: "" } }));
    const options = { migrations, ledger: ownLedger("picklejar_migrations"), busyTimeoutMs: 0 };
    const umzug = createUmzug(database, options, () => Promise.resolve());
    const [executed, pending] = [await umzug.executed(), await umzug.pending()];
    return { executed: executed.map(({ name }) => name), pending: pending.map(({ name }) => name) };
  });
}
