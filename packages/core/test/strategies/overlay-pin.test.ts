import { copyFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { OverlayPin } from "../../src/strategies/overlay-pin.js";
import { countDescriptors } from "../fixtures/count-descriptors.js";
import { createWalProject } from "../fixtures/create-wal-project.js";

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

  test("is not for a database whose log is not empty, and leaves nothing open", () => {
    const path = createDatabase();
    const copy = `${path}.copy`;
    const connection = new Database(path);
    connection.exec("INSERT INTO notes VALUES ('in the log')");
    for (const suffix of ["", "-wal"]) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
    connection.close();
    const before = countDescriptors();
    expect(() => new OverlayPin(copy, true)).toThrow(`the WAL of "${copy}" is not empty`);
    expect(countDescriptors()).toBe(before);
  });

  test("must be made anew when somebody read the index by its path, or where the file system does not tell", () => {
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

  test("must be made anew when SQLite keeps many descriptors", () => {
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
