import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { parseDatabasePath } from "../../src/sqlite/database-path.js";

const cwd = process.cwd();

describe("parseDatabasePath", () => {
  test.each([
    ["app.db", join(cwd, "app.db")],
    ["./data/../app.db", join(cwd, "app.db")],
    ["/srv/app.db", "/srv/app.db"],
    ["/srv/what?#%20.db", "/srv/what?#%20.db"],
    ["file:app.db", join(cwd, "app.db")],
    ["sqlite:data/app.db", join(cwd, "data/app.db")],
    ["file:/srv/app.db", "/srv/app.db"],
    ["file:///srv/my%20app.db", "/srv/my app.db"],
    ["FILE:///srv/a%3Fb%23c.db", "/srv/a?b#c.db"],
    ["sqlite:///srv/%C3%A4.db", "/srv/ä.db"],
    ["file://localhost/srv/app.db", "/srv/app.db"],
  ])("takes %s for the file %s", (given, path) => {
    expect(parseDatabasePath(given)).toEqual({ kind: "file", path });
  });

  test("takes a URL object", () => {
    expect(parseDatabasePath(new URL("file:///srv/my%20app.db"))).toEqual({ kind: "file", path: "/srv/my app.db" });
  });

  test.each([":memory:", "file::memory:", "sqlite::memory:", "sqlite://:memory:"])(
    "takes %s for a database in memory",
    (given) => {
      expect(parseDatabasePath(given)).toEqual({ kind: "memory" });
    },
  );

  test.each([
    ["", '""'],
    ["a\0b", String.raw`"a\u0000b"`],
    ["postgres://me:secret@host/db", '"postgres://…@host/db"'],
    ["http://host/app.db", '"http://host/app.db"'],
    ["file:app.db?mode=ro", '"file:app.db?mode=ro"'],
    ["file:app.db#x", '"file:app.db#x"'],
    ["file://elsewhere/app.db", '"file://elsewhere/app.db"'],
    ["file:%zz.db", '"file:%zz.db"'],
  ])("refuses %j, saying so", (given, shown) => {
    expect(() => parseDatabasePath(given)).toThrow(TypeError);
    expect(() => parseDatabasePath(given)).toThrow(shown);
  });

  test("does not show a password", () => {
    expect(() => parseDatabasePath("mysql://me:secret@host/db")).toThrow(/^(?!.*secret)/);
  });
});
