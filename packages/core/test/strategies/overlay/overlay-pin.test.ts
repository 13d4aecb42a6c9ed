import { copyFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test, vi } from "vitest";

import { prepareTestDatabases } from "../../../src/integration.js";
import { OverlayPin } from "../../../src/strategies/overlay/overlay-pin.js";
import { WalIndex } from "../../../src/strategies/overlay/wal-index.js";
import { countDescriptors } from "../../helpers/count-descriptors.js";
import { createWalProject } from "../../helpers/create-wal-project.js";

describe("OverlayPin", () => {
  test("drops what was written, so often as one likes, and keeps it out of the file", () => {
    const path = createDatabase();
    const pin = new OverlayPin(path, true);
    for (let time = 0; time < 3; time++) {
      write(path);
      expect([countNotes(path), statSync(path).size]).toEqual([1, SIZE_BYTES]);
      expect([pin.isOpenElsewhere(), pin.isStillOpenInProcess(), pin.needsReopening, pin.emptyWal()]).toEqual([
        false,
        false,
        false,
        true,
      ]);
      expect(countNotes(path)).toBe(0);
    }
    pin.close();
  });

  test("refuses a database whose WAL is not empty, and leaves nothing open", () => {
    const path = createDatabase();
    const copy = `${path}.copy`;
    const connection = new Database(path);
    connection.exec("INSERT INTO notes VALUES ('in the WAL')");
    for (const suffix of ["", "-wal"]) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
    connection.close();
    const before = countDescriptors();
    expect(() => new OverlayPin(copy, true)).toThrow(`the WAL of "${copy}" is not empty`);
    expect(countDescriptors()).toBe(before);
  });

  test("needs reopening after somebody read the wal-index by its path, or where the file system cannot tell", () => {
    const path = createDatabase();
    const pin = new OverlayPin(path, true);
    expect(pin.needsReopening).toBe(false);
    copyFileSync(`${path}-shm`, `${path}.index`);
    expect(pin.needsReopening).toBe(true);
    // A look stamps the index; what was before is not forgotten.
    expect(pin.isOpenInProcess()).toBe(false);
    expect(pin.needsReopening).toBe(true);
    pin.close();
    const blind = new OverlayPin(createDatabase(), false);
    expect(blind.needsReopening).toBe(true);
    blind.close();
  });

  test("needs reopening when SQLite keeps many descriptors", () => {
    const path = createDatabase();
    const before = countDescriptors();
    const pin = new OverlayPin(path, true);
    const connections = Array.from({ length: 20 }, () => new Database(path));
    for (const connection of connections) connection.prepare("SELECT * FROM notes").all();
    expect(pin.isOpenInProcess()).toBe(true);
    for (const connection of connections) connection.close();
    expect(pin.isOpenInProcess()).toBe(false);
    expect(pin.needsReopening).toBe(true);
    pin.close();
    expect(countDescriptors()).toBe(before);
  });

  test("is opened again each time where the layout of the wal-index is not the known one", async () => {
    const layout = vi.spyOn(WalIndex.prototype, "isLayoutKnown", "get").mockReturnValue(false);
    const headers = vi.spyOn(WalIndex.prototype, "header", "get").mockReturnValue(undefined);
    const discard = vi.spyOn(WalIndex.prototype, "discard");
    const source = await prepareTestDatabases(createWalProject().config);
    const counts: unknown[] = [];
    for (let scenario = 0; scenario < 4; scenario++) {
      const database = await source.create();
      const connection = database.open();
      counts.push(connection.prepare("SELECT count(*) FROM other").pluck().get());
      connection.exec("INSERT INTO other VALUES (1, 2)");
      await database.dispose();
    }
    for (const spy of [layout, headers]) spy.mockRestore();
    expect(counts).toEqual([0, 0, 0, 0]);
    expect(source.strategy).toMatchObject({ strategy: "overlay", dirtyCount: 0 });
    expect(discard).not.toHaveBeenCalled();
    discard.mockRestore();
  });
});

/** Of two pages, the header's and that of the table. */
const SIZE_BYTES = 8192;

function createDatabase(): string {
  const path = join(createWalProject().directory, "pinned.db");
  const connection = new Database(path);
  connection.exec("PRAGMA journal_mode = WAL; CREATE TABLE notes (body)");
  connection.close();
  return path;
}

function write(path: string): void {
  const connection = new Database(path);
  connection.exec("INSERT INTO notes VALUES ('a')");
  connection.close();
}

function countNotes(path: string): unknown {
  const connection = new Database(path);
  const count = connection.prepare("SELECT count(*) FROM notes").pluck().get();
  connection.close();
  return count;
}
