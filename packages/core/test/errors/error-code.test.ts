import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";

import { errorCodeOf, hasErrorCode, isBusyError } from "../../src/errors/error-code.js";
import { isError, isErrorNamed } from "../../src/errors/is-error.js";
import { firstLineOf, messageOf } from "../../src/errors/message-of.js";

const PACKAGES = fileURLToPath(new URL("../../..", import.meta.url));

/** An error of another realm, as Jest and `vm` make them. */
const foreign: unknown = runInNewContext(`Object.assign(new TypeError("no such file.\\nmore"), { code: "ENOENT" })`);

describe("an error of another realm", () => {
  test("is no instance of this realm's Error", () => {
    expect(foreign instanceof Error).toBe(false);
  });

  test("is an error all the same, with its name, code and message", () => {
    expect([isError(foreign), isErrorNamed(foreign, "TypeError"), isErrorNamed(foreign, "RangeError")]).toEqual([
      true,
      true,
      false,
    ]);
    expect([errorCodeOf(foreign), hasErrorCode(foreign, "EACCES", "ENOENT"), hasErrorCode(foreign, "EACCES")]).toEqual([
      "ENOENT",
      true,
      false,
    ]);
    expect([messageOf(foreign), firstLineOf(foreign)]).toEqual(["no such file.\nmore", "no such file"]);
  });
});

describe("something else that was thrown", () => {
  test.each([
    ["a string", "no", "no"],
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a symbol", Symbol("no"), "Symbol(no)"],
    ["an object with a message", { message: "no" }, "no"],
    ["an object without a prototype", Object.create(null), "[object Object]"],
  ])("has no code, and a message: %s", (_what, thrown: unknown, message) => {
    expect([isError(thrown), errorCodeOf(thrown), messageOf(thrown)]).toEqual([false, undefined, message]);
  });

  test("has no code when that is no string", () => {
    expect(errorCodeOf({ code: 5 })).toBeUndefined();
  });
});

test("isBusyError knows SQLite's codes of a busy database, extended ones too, and no others", () => {
  const codes = ["SQLITE_BUSY", "SQLITE_BUSY_RECOVERY", "SQLITE_LOCKED", "EBUSY"];
  expect(codes.filter((code) => isBusyError({ code }))).toEqual(["SQLITE_BUSY", "SQLITE_BUSY_RECOVERY"]);
});

test("no source asks instanceof about errors that Node or another library throws", () => {
  const asking = ["core/src", "cucumber-hooks/src"].flatMap((folder) => findInstanceofErrors(join(PACKAGES, folder)));
  // Inside of an attempt, and after Node's own test.
  expect(asking).toEqual(["cucumber-hooks/src/expected-failure/verdict/failures/read-thrown.ts"]);
});

function findInstanceofErrors(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(directory, name))
    .filter((path) =>
      /instanceof (?:\w+\.)?(?:Aggregate|Eval|Range|Reference|Sqlite|Syntax|System|Type|URI)?Error\b/.test(
        readFileSync(path, "utf8"),
      ),
    )
    .map((path) => relative(PACKAGES, path));
}
