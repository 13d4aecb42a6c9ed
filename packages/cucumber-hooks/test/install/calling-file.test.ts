import { describe, expect, test } from "vitest";

import { createSuite } from "../helpers/create-suite.js";
import { linkTool } from "../helpers/target.js";
import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";

const HOOKS = `import { installHooks } from "@picklejar/cucumber-hooks";\nexport const options: object = {};\ninstallHooks(options);\n`;
const OTHER = `import { Before } from "@cucumber/cucumber";\nBefore(() => {});\nif (process.env.NODE_OPTIONS === "--no-warnings") Error.stackTraceLimit = 1;\n`;

describe("hooks that are installed second name the file that has to come first", () => {
  for (const [how, file, nodeOptions, options] of [
    ["under tsx", "features/support/picklejar.ts", "--import tsx", EVEN_DAYS],
    ["with source maps", "features/support/picklejar.js", "--enable-source-maps", ODD_DAYS],
    ["under tsx, with source maps", "features/support/picklejar.ts", "--import tsx --enable-source-maps", ODD_DAYS],
    ["where stacks are short", "features/support/picklejar.js", "--no-warnings", {}],
  ] as const)
    test(`in a project ${how}`, options, async () => {
      const suite = createSuite({
        [file]: file.endsWith(".ts") ? HOOKS : HOOKS.replace(": object", ""),
        "features/support/early.js": OTHER,
        "features/a.feature": "Feature: a\n  Scenario: b\n    Given c\n",
        "cucumber.mjs": `export default { import: ["features/support/early.js", ${JSON.stringify(file)}], publishQuiet: true };`,
      });
      linkTool(suite.directory, "tsx");
      const { stdout, stderr } = await suite.start([], { NODE_OPTIONS: nodeOptions }).end;
      expect(stdout + stderr).toContain(`export default { import: ["${file}", "features/**/*.{js,mjs,ts}"] }`);
    });

  test("register.js, with source maps", EVEN_DAYS, async () => {
    const suite = createSuite({
      "features/support/early.js": OTHER,
      "features/a.feature": "Feature: a\n  Scenario: b\n    Given c\n",
      "cucumber.mjs": `export default { import: ["features/support/early.js", "node_modules/@picklejar/cucumber-hooks/register.js"] };`,
    });
    const { stdout, stderr } = await suite.start([], { NODE_OPTIONS: "--enable-source-maps" }).end;
    expect(stdout + stderr).toContain(`{ import: ["./node_modules/@picklejar/cucumber-hooks/register.js", `);
  });
});
