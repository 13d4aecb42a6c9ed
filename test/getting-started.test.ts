import { mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "./helpers/of-today.js";
import { runProgram, toPattern, walkPage, withoutTimes } from "./helpers/walk-page.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const core = join(root, "packages/core");
const hooks = join(root, "packages/cucumber-hooks");

const PACKAGES: Readonly<Record<string, string>> = {
  "@picklejar/core": core,
  "@picklejar/cucumber-hooks": hooks,
  "@cucumber/cucumber": join(hooks, "node_modules/@cucumber/cucumber"),
  "better-sqlite3": join(core, "node_modules/better-sqlite3"),
  vitest: dirname(createRequire(join(root, "package.json")).resolve("vitest/package.json")),
};

const PROGRAMS: Readonly<Record<string, string>> = {
  picklejar: "@picklejar/core/bin/picklejar.js",
  "cucumber-js": "@cucumber/cucumber/bin/cucumber.js",
  vitest: "vitest/vitest.mjs",
};

describe("the first steps in docs print what the page says", { timeout: 180_000, tags: "long" }, () => {
  for (const [name, outputs, options] of [
    ["cucumber", 4, EVEN_DAYS],
    ["vitest", 4, ODD_DAYS],
  ] as const)
    test(`getting-started-${name}.md`, options, () => {
      const project = join(realpathSync(mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "first-steps-"))), "shop");
      mkdirSync(project);
      const page = readFileSync(join(root, `docs/getting-started-${name}.md`), "utf8");
      const printed = walkPage(page, project, (words, output) => runCommand(words, project, output));
      expect(printed).toHaveLength(outputs);
      for (const { line, expected, actual } of printed) {
        const shown = actual.replaceAll(project, "/home/ann/shop");
        if (process.env["PICKLEJAR_SHOW_OUTPUTS"] === "1") console.log(`--- ${name}:${line}\n${shown}`);
        expect(withoutTimes(shown), `docs/getting-started-${name}.md:${line}`).toMatch(toPattern(expected));
      }
    });
});

function runCommand(words: readonly string[], project: string, output: number): void {
  const [program = "", ...rest] = words;
  if (program === "npm" && rest[0] === "install") install(rest.slice(1), project);
  else if (program === "npm") runProgram("npm", rest, project, output);
  else if (program === "npx") runScript(rest, project, output);
  else throw new Error(`a page runs "${words.join(" ")}", which this test does not know`);
}

/** Links what a reader would download. */
function install(words: readonly string[], project: string): void {
  for (const name of words.filter((word) => !word.startsWith("--"))) {
    const target = PACKAGES[name];
    if (target === undefined) throw new Error(`a page installs "${name}", which this test does not know`);
    mkdirSync(dirname(join(project, "node_modules", name)), { recursive: true });
    symlinkSync(target, join(project, "node_modules", name));
  }
}

function runScript([name = "", ...words]: readonly string[], project: string, output: number): void {
  const script = PROGRAMS[name];
  if (script === undefined) throw new Error(`a page runs "npx ${name}", which this test does not know`);
  runProgram(process.execPath, [join(project, "node_modules", script), ...words], project, output);
}
