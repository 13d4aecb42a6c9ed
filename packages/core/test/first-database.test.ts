import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS } from "../../../test/helpers/of-today.js";
import { createVitestProject, runVitest } from "./runners/vitest-project.js";

/** Notes what of the bundle is loaded; `at` names the moment. */
const NOTE = `
  import { createRequire } from "node:module";
  import { writeFileSync } from "node:fs";
  const note = (at) => {
    const files = Object.keys(createRequire(import.meta.url).cache).filter((path) => /core.bundle/.test(path));
    writeFileSync(at + ".json", JSON.stringify(files));
  };`;

const TESTS = {
  "opened.test.js": `${NOTE}
    const atTop = openTestDatabase();
    atTop.exec("INSERT INTO notes (body) VALUES ('mine')");
    note("opened");
    vitestTest("passes", () => {});`,
  "fixture.test.js": `${NOTE}
    test("has one", ({ db }) => { write(db); note("fixture"); });`,
  "passed.test.js": `${NOTE}
    test("passes", ({ db }) => { write(db); });
    vitestTest("comes after it", () => { note("passed"); });`,
  "marked.test.js": `${NOTE}
    test("marks", ({ db }) => { write(db); db.mark("written"); note("marked"); });`,
  "failed.test.js": `${NOTE}
    test("fails", ({ db }) => { write(db); expect(1).toBe(2); });
    vitestTest("comes after it", () => { note("failed"); });`,
};

/** What every import of "@picklejar/core" loads, and what "@picklejar/core/vitest" does. */
const IMPORTED = ["fast-path", "first-database", "index", "late", "public", "rolldown-runtime", "vitest-core"];

/** Together; what is needed to copy and to open a database has to fit in here. */
const MOST_BYTES = 240_000;

describe.each([
  { strategy: "copy", own: [], options: EVEN_DAYS },
  { strategy: "overlay", own: ["overlay"], options: { tags: "long" } },
])("a test file that a set-up has prepared, with the strategy $strategy", ({ strategy, own, options }) => {
  test("loads what makes databases before its first one, and the rest when a test marks or fails", options, async () => {
    const project = createVitestProject(TESTS, {
      options: { setupFiles: ["@picklejar/core/vitest/hooks"] },
      files: {
        "db/000_wal.sql": "PRAGMA journal_mode = WAL;",
        "picklejar.config.js": `export default { migrations: "db", strategy: "${strategy}" };`,
      },
    });
    const { code, output } = await runVitest(project);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("1 failed | 6 passed") });
    const loadedAt = (moment: string): readonly string[] => JSON.parse(readFileSync(project.path(`${moment}.json`), "utf8"));
    const namesAt = (moment: string): readonly string[] => loadedAt(moment).map(nameOf).toSorted();
    const first = [...IMPORTED, ...own].toSorted();
    expect({ opened: namesAt("opened"), fixture: namesAt("fixture"), passed: namesAt("passed") }).toEqual({
      opened: first,
      fixture: first,
      passed: first,
    });
    const bytes = loadedAt("opened").map((path) => statSync(path).size);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(MOST_BYTES);
    expect(namesAt("marked")).toContain("states");
    expect(namesAt("marked")).not.toContain("evidence");
    expect(namesAt("failed")).toContain("evidence");
  });
});

/** Without the bundler's hash. */
function nameOf(path: string): string {
  return basename(path).replace(/(?:-[\w-]{8})?\.js$/, "");
}
