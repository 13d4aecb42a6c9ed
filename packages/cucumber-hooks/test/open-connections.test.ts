import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { createOpenConnectionCheck } from "../src/open-connections.js";

/** What is found of what is open: elsewhere than on Linux the check never finds anything. */
const listed = (...paths: readonly string[]): readonly string[] => (process.platform === "linux" ? paths : []);

describe("createOpenConnectionCheck", () => {
  test("finds a database that is still open, also when its file is gone, and each time anew", () => {
    const [first, second] = [createPath(), createPath()];
    const check = createOpenConnectionCheck();
    expect(check.find([first, second])).toEqual([]);
    const connection = openWritten(first);
    expect(check.find([first, second])).toEqual(listed(first));
    // Known by now: there are not more than there were.
    expect(check.find([first, second])).toEqual([]);
    const other = openWritten(second);
    rmSync(second);
    expect(check.find([second])).toEqual(listed(second));
    connection.close();
    other.close();
    expect(check.find([first, second])).toEqual([]);
    const again = openWritten(createPath());
    expect(check.find([first])).toEqual([]);
    again.close();
  });
});

function createPath(): string {
  return join(mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "open-")), "test.db");
}

/** SQLite opens the file with the first statement. */
function openWritten(path: string): Database.Database {
  const connection = new Database(path);
  connection.exec("CREATE TABLE t (a)");
  return connection;
}
