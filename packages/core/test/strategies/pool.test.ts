import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test, vi } from "vitest";

import type { TestDatabase } from "../../src/index.js";
import { prepareTestDatabases, type TestDatabaseSource } from "../../src/integration.js";
import { CopyableTemplate } from "../../src/strategies/copyable-template.js";
import { WalIndex } from "../../src/strategies/overlay/wal-index.js";
import { countDescriptors } from "../helpers/count-descriptors.js";
import { createWalProject } from "../helpers/create-wal-project.js";

describe("DatabasePool", () => {
  test("falls back to copies where an overlay fails and a copy succeeds, and says why", async () => {
    const source = await prepare();
    const overlay = await source.create();
    vi.spyOn(WalIndex.prototype, "isLayoutKnown", "get").mockImplementationOnce(() => fail("no shared memory"));
    const before = countDescriptors();
    const database = await source.create();
    expect(countDescriptors()).toBe(before);
    expect(readdirSync(dirname(dirname(database.path))).toSorted()).toEqual(
      [overlay.path, database.path].map((path) => basename(dirname(path))).toSorted(),
    );
    expect(source.strategy).toMatchObject({
      strategy: "copy",
      configured: "overlay",
      reason: "overlay failed where copy succeeded: no shared memory",
      dirtyCount: 0,
    });
    expect(readFileSync(database.path).equals(readFileSync(source.template?.path ?? ""))).toBe(true);
    await Promise.all([overlay.dispose(), database.dispose()]);
  });

  test("goes on with overlays where copies failed as well", async () => {
    const source = await prepare();
    const copy = vi.spyOn(CopyableTemplate.prototype, "copyTo");
    for (let time = 0; time < 2; time++) copy.mockImplementationOnce(() => fail("no room"));
    const database = await source.create();
    expect(copy).toHaveBeenCalledTimes(3);
    expect(source.strategy).toMatchObject({ strategy: "overlay", reason: "the configuration says so" });
    await database.dispose();
  });

  test("falls back to copies after three overlays in a row that were left open, and says so of the last", async () => {
    const source = await prepare();
    const databases = await Promise.all([source.create(), source.create(), source.create(), source.create()]);
    await databases[0]?.dispose();
    const [, second, third, fourth] = databases;
    for (const database of [second, third]) await disposeWhileOpen(database);
    expect(source.strategy).toMatchObject({ strategy: "overlay", dirtyCount: 2 });
    await disposeWhileOpen(fourth);
    const reason = `3 scenarios in a row left their overlay unusable, the last at "${fourth?.path}": it was left open`;
    expect(source.strategy).toMatchObject({ strategy: "copy", reason: expect.stringContaining(reason), dirtyCount: 3 });
  });

  test("begins a new row with each overlay that is used again", async () => {
    const source = await prepare();
    for (let row = 0; row < 2; row++) {
      const [kept, ...left] = await Promise.all([source.create(), source.create(), source.create()]);
      await kept?.dispose();
      for (const database of left) await disposeWhileOpen(database);
    }
    expect(source.strategy).toMatchObject({ strategy: "overlay", dirtyCount: 4 });
  });

  test("keeps the first reason when an overlay that was acquired before comes back dirty", async () => {
    const source = await prepare();
    const databases = await Promise.all([source.create(), source.create(), source.create(), source.create()]);
    const third = databases[2]?.path;
    for (const database of databases) await disposeWhileOpen(database);
    const { reason, dirtyCount } = source.strategy;
    expect([dirtyCount, reason]).toEqual([4, expect.stringContaining(`the last at "${third}"`)]);
  });
});

async function prepare(): Promise<TestDatabaseSource> {
  return prepareTestDatabases(createWalProject().config);
}

function fail(message: string): never {
  throw new Error(message);
}

async function disposeWhileOpen(database: TestDatabase | undefined): Promise<void> {
  if (database === undefined) throw new Error("there is no database");
  const connection = new Database(database.path);
  connection.prepare("SELECT count(*) FROM notes").get();
  await database.dispose();
  connection.close();
}
