import { describe, expect, test } from "vitest";

import { scanImports } from "../../src/template/scan-imports.js";

/** Of the shorter of two inputs; the longer one is eight times as long. */
const LENGTH = 125_000;

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
  test.each(units)("takes time in proportion to the length of %j", (unit) => {
    const [short, long] = [LENGTH, 8 * LENGTH].map(
      (length) => `createRequire; import from; ${unit.repeat(length / unit.length)}`,
    );
    expect(growth(short, long)).toBeLessThan(MAX_GROWTH);
  });

  test("takes time in proportion to the number of words before comments that they share", () => {
    const source = (count: number): string =>
      `createRequire; ${"import //__dirname //from //a//".repeat(count)}\n${"//\n".repeat(count)}${")".repeat(count)}`;
    expect(growth(source(4000), source(32_000))).toBeLessThan(MAX_GROWTH);
  });

  test.each([
    ["a text with escaped quotes", String.raw`read("a \"b\".sql")`, String.raw`a "b".sql`],
    ["a text in a text", String.raw`"read('x.sql')"`, "x.sql"],
    ["the longest path", `"${"a".repeat(250)}"`, "a".repeat(250)],
  ])("still finds %s", (_claim, source, value) => {
    expect(scanImports(source).texts.map((text) => text.value)).toContain(value);
  });

  test("passes over a text that is longer than a path", () => {
    expect(scanImports(`"${"a".repeat(251)}"`).texts).toEqual([]);
  });

  test("finds an import whose name follows a comment with the same words in it", () => {
    expect(scanImports('import x from /* import y from // */ // from\n "./x.js"').specifiers).toEqual(["./x.js"]);
  });
});

/** It is sixty-four where the time is quadratic. */
const MAX_GROWTH = 24;

/**
 * How many times as much work the longer source is, as the processor counts it. Measured again where it seems too much. What takes next to no
 * time has no ratio, hence the milliseconds on both sides.
 */
function growth(short = "", long = ""): number {
  let [shortMs, longMs] = [Infinity, Infinity];
  for (let turn = 0; turn < 4 && !((longMs + 10) / (shortMs + 10) < MAX_GROWTH); turn += 1) {
    shortMs = Math.min(shortMs, processorTimeOf(short));
    longMs = Math.min(longMs, processorTimeOf(long));
  }
  return (longMs + 10) / (shortMs + 10);
}

function processorTimeOf(source: string): number {
  const start = process.cpuUsage();
  // Two steps from each text, as far as a caller goes that looks for a file in a folder.
  for (const text of scanImports(source).texts) text.next()?.next();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
