import { describe, expect, test } from "vitest";

import { EVEN_DAYS } from "../../../../test/helpers/of-today.js";
import { scanImports } from "../../src/modules/scan-imports.js";
import { growth, MAX_GROWTH } from "../helpers/growth.js";

describe("scanImports", () => {
  const units = [
    "import x ",
    "export * ",
    "import/*",
    "from/*",
    "from //",
    "from ",
    "from '",
    'from"\\"',
    "require(/*",
    "require ( ",
    "import(//",
    "import(`${",
    "a/*(",
    "a( /*",
    "a(`",
    "URL(/*",
    "__dirname/*",
    "__dirname )",
    "import.meta.url,//",
    "${__dirname}",
    "} x",
    String.raw`\"`,
    String.raw`"\'`,
    '"a"/*',
    '"a",/*',
    "`a",
    "`$",
    "\\",
    "/*",
    "//",
    " ",
    "a/**/",
  ];
  test.each(units)("takes time in proportion to the length of %j", EVEN_DAYS, (unit) => {
    const make = (length: number): string => `createRequire; import from; ${unit.repeat(length / unit.length)}`;
    expect(growth(make, scan)).toBeLessThan(MAX_GROWTH);
  });

  test("takes time in proportion to the number of words before comments that they share", () => {
    const make = (length: number): string => {
      const count = length / 35;
      return `createRequire; ${"import //__dirname //from //a//".repeat(count)}\n${"//\n".repeat(count)}${")".repeat(count)}`;
    };
    expect(growth(make, scan)).toBeLessThan(MAX_GROWTH);
  });

  test.each([
    ["a text with escaped quotes", String.raw`read("a \"b\".sql")`, String.raw`a "b".sql`],
    ["a text in a text", String.raw`"read('x.sql')"`, "x.sql"],
    ["the longest path", `"${"a".repeat(250)}"`, "a".repeat(250)],
  ])("still finds %s", (_claim, source, value) => {
    expect(scanImports(source).strings.map((each) => each.value)).toContain(value);
  });

  test("passes over a text that is longer than a path", () => {
    expect(scanImports(`"${"a".repeat(251)}"`).strings).toEqual([]);
  });

  test("finds an import whose name follows a comment with the same words in it", () => {
    expect(scanImports('import x from /* import y from // */ // from\n "./x.js"').specifiers).toEqual(["./x.js"]);
  });
});

/** Two steps from each text, as far as a caller goes that looks for a file in a folder. */
function scan(source: string): void {
  for (const each of scanImports(source).strings) each.next()?.next();
}
