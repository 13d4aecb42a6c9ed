import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { Worker } from "node:worker_threads";
import { initTestDb, MigrationError } from "@picklejar/core";
import { PICKLEJAR_MARK } from "@picklejar/core/integration";
import { describe, expect, test } from "vitest";

const PACKAGES = fileURLToPath(new URL("../../..", import.meta.url));

describe("an error of picklejar", () => {
  test("carries its mark when the API is misused, and is a TypeError all the same", async () => {
    const error = await findError({ migratons: "db" });
    expect([error instanceof TypeError, Reflect.get(error, PICKLEJAR_MARK)]).toEqual([true, true]);
    expect(inspect(error)).not.toContain(PICKLEJAR_MARK);
  });

  test("carries its mark when it has a code", () => {
    expect(Reflect.get(MigrationError.prototype, PICKLEJAR_MARK)).toBe(true);
  });

  test.each(['core.initTestDb({ migratons: "db" })', 'core.initTestDb({ migrations: "nowhere" })'])(
    "keeps its mark on the way out of a worker thread: %s",
    async (call) => {
      const core = import.meta.resolve("@picklejar/core");
      const worker = new Worker(`import(${JSON.stringify(core)}).then((core) => ${call});`, { eval: true });
      const error = await new Promise<object>((resolve) => worker.once("error", resolve));
      expect(Reflect.get(error, PICKLEJAR_MARK)).toBe(true);
    },
  );

  test("is never a bare TypeError or RangeError in the sources, so that none goes without the mark", () => {
    const bare = ["core/src", "cucumber-hooks/src"].flatMap((folder) => findBareErrors(join(PACKAGES, folder)));
    expect(bare).toEqual([]);
  });
});

async function findError(options: object): Promise<object> {
  try {
    await initTestDb(options);
  } catch (error) {
    if (typeof error === "object" && error !== null) return error;
  }
  throw new Error("nothing was thrown");
}

function findBareErrors(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith("misuse-error.ts"))
    .flatMap((name) => {
      const path = join(directory, name);
      const lines = readFileSync(path, "utf8").split("\n");
      return lines.flatMap((line, index) =>
        /\bnew (?:TypeError|RangeError)\(/.test(line) ? [`${relative(PACKAGES, path)}:${index + 1}`] : [],
      );
    });
}
