import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { findCircles, readImports, roomOf, type Imports } from "./helpers/imports.js";

const PACKAGES = join(import.meta.dirname, "../packages");

/** Each folder of core, from the ground up. A folder may import from those that stand before it, and from itself; the entries import what they publish. */
const CORE = [
  "errors",
  "options",
  "files",
  "sqlite",
  "modules",
  "runs",
  "record",
  "migrations",
  "migrators",
  "config",
  "template",
  "strategies",
  "databases",
  "evidence",
  "harness",
  "runners",
  "cli",
];
const CORE_ENTRIES = ["index.ts", "integration.ts"];
/** What a runner shares with packages of their own. */
const FOR_RUNNERS = "integration.ts";

/** The same for expected failures: what tags say, what is judged by it, and what is reported. */
const EXPECTED_FAILURE = [
  "scenario-errors.ts",
  "tags",
  "expected-failure-options.ts",
  "check-expected-failures.ts",
  "filtered-tags.ts",
  "verdict",
  "report",
  "expected-failure-judge.ts",
  "install-expected-failures.ts",
];

describe("core", () => {
  const imports = readImports(join(PACKAGES, "core/src"));

  test("has the folders of the table, and no others", () => {
    expect([...new Set([...imports.keys()].map(roomOf))].toSorted()).toEqual([...CORE, ...CORE_ENTRIES].toSorted());
  });

  test("has folders that import only from those before them", () => {
    expect(listUpward(imports, CORE)).toEqual([]);
  });

  test("has no files that import each other in a circle, types included", () => {
    expect(findCircles(imports)).toEqual([]);
  });

  test("knows no Cucumber, but for init, the name of its option and of the variables that its workers have", () => {
    const files = [...imports.keys()].filter((file) => !file.startsWith("cli/init/"));
    const naming = files.filter((file) => /cucumber/i.test(readFileSync(join(PACKAGES, "core/src", file), "utf8")));
    expect(naming.toSorted()).toEqual(["config/database-config.ts", "template/build/child-process.ts"]);
  });
});

describe("cucumber-hooks", () => {
  test("has no files that import each other in a circle, types included", () => {
    expect(findCircles(readImports(join(PACKAGES, "cucumber-hooks/src")))).toEqual([]);
  });

  test("has folders for expected failures that import only from those before them", () => {
    const imports = readImports(join(PACKAGES, "cucumber-hooks/src/expected-failure"));
    expect([...new Set([...imports.keys()].map(roomOf))].toSorted()).toEqual(EXPECTED_FAILURE.toSorted());
    expect(listUpward(imports, EXPECTED_FAILURE)).toEqual([]);
  });
});

describe("the check itself", () => {
  const imports: Imports = new Map([
    ["errors/a.ts", ["files/b.ts"]],
    ["files/b.ts", ["files/c.ts"]],
    ["files/c.ts", ["files/b.ts", "errors/a.ts"]],
  ]);

  test("finds an import from a folder further on", () => {
    expect(listUpward(imports, CORE)).toEqual(["errors/a.ts → files/b.ts"]);
  });

  test("finds each circle", () => {
    expect(findCircles(imports)).toEqual([
      "files/b.ts → files/c.ts → files/b.ts",
      "errors/a.ts → files/b.ts → files/c.ts → errors/a.ts",
    ]);
  });
});

function listUpward(imports: Imports, order: readonly string[]): readonly string[] {
  return [...imports].flatMap(([file, targets]) =>
    targets.filter((target) => !mayImport(roomOf(file), roomOf(target), order)).map((target) => `${file} → ${target}`),
  );
}

/** What lies outside of the folder, as `..`, is not judged here. */
function mayImport(room: string, target: string, order: readonly string[]): boolean {
  if (CORE_ENTRIES.includes(room) || target === "..") return true;
  if (room === "runners" && target === FOR_RUNNERS) return true;
  return order.includes(target) && order.indexOf(target) <= order.indexOf(room);
}
