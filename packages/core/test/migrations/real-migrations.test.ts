import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";

import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import type { Database } from "../../src/sqlite/load-sqlite.js";
import { createFolder } from "../helpers/create-folder.js";
import { dumpDatabase, withConnection } from "./dump-database.js";

const migrations = fileURLToPath(new URL("../../../../../shared/real-migrations/pocket-id", import.meta.url));
const isThere = existsSync(migrations);
if (!isThere)
  console.log("Skipped: the migrations of pocket-id, as there is no folder ../shared/real-migrations beside this checkout");

describe.skipIf(!isThere)("MigrationRunner, with the 72 migrations of pocket-id", () => {
  test(
    "takes a database all the way up, and tells each way down that fails, leaving the database as it was",
    { tags: "long" },
    async () => {
      const folder = createFolder();
      const path = join(folder, "app.db");
      const names: string[] = [];
      const keepCopy = (): void => {
        if (names.length > 0)
          withConnection(path, (database) => writeFileSync(join(folder, `${names.at(-1)}.db`), database.serialize()));
      };
      const onProgress = ({ name }: { readonly name: string }): void => {
        keepCopy();
        names.push(name);
      };
      const runner = new MigrationRunner({ migrations, connection: addNormalize, onProgress });
      expect(await runner.initOrUpgrade(path)).toEqual({ origin: "created", applied: names });
      keepCopy();
      expect(names).toHaveLength(72);

      const reports: string[] = [];
      const downRunner = new MigrationRunner({ migrations, connection: addNormalize });
      for (const name of names.toReversed()) {
        const copy = join(folder, `${name}.db`);
        const before = dumpDatabase(copy);
        const error = await downRunner.down(copy).then(
          ({ reverted }) => reverted,
          (reason: unknown) => reason,
        );
        // Reverted, it and nothing else; or failed, and nothing is changed.
        const isReverted = Array.isArray(error);
        expect(isReverted ? error : [Object(error).migration ?? Object(error).migrations?.[0]]).toEqual([name]);
        expect(isDeepStrictEqual(dumpDatabase(copy), before)).toBe(!isReverted);
        if (!isReverted) reports.push(`${name} ${Object(error).code}: ${Object(error).cause?.message ?? "no way down"}`);
      }
      console.log(`Ways down of pocket-id that fail:\n${reports.join("\n")}`);
      expect(reports).toContain("20240731203656_init MIGRATION_IRREVERSIBLE: no way down");
      expect(reports.length).toBeLessThan(10);
    },
  );
});

function addNormalize(database: Database): void {
  database.function("normalize", (text, form) => (text === null ? null : String(text).normalize(String(form).toUpperCase())));
}
