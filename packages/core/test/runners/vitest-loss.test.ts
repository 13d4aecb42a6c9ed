import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createVitestProject, runVitest } from "./vitest-project.js";

const WAIT = "await new Promise((resolve) => setTimeout(resolve, 400));";

/** Given in code, so that each test file loads the configuration. */
function configuration(beforeIt: string, migration: string): string {
  return `${beforeIt}
    const up = async ({ context }) => { ${migration} context.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)"); };
    export default { migrations: [{ name: "001_notes", up }], inputs: [] };`;
}

describe("the summary of a run of Vitest", () => {
  for (const [name, config, isLoss, options] of [
    [
      "names what was lost where test files take long to set up and migrations do not",
      configuration(WAIT, ""),
      true,
      EVEN_DAYS,
    ],
    ["names no loss where migrations take as long", configuration("", WAIT), false, ODD_DAYS],
  ] as const)
    test(`what was lost: it ${name}`, options, async () => {
      const project = createVitestProject(
        {
          "one.test.js": 'test("writes", ({ db }) => { write(db); });',
          "two.test.js": 'test("writes", ({ db }) => { write(db); });',
        },
        { files: { "picklejar.config.js": config } },
      );
      const { code, output } = await runVitest(project);
      expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("picklejar: 2 test databases") });
      const loss =
        /setting up test files and making databases took (\d+) ms, migrating 2 databases would have taken about [\d.]+ ms: this suite is faster if its tests migrate/;
      expect(Number(loss.exec(output)?.[1] ?? 0) >= 800).toBe(isLoss);
    });
});
