import { describe, expect, test } from "vitest";

import { builtModule } from "../helpers/run-cli.js";
import { coreDirectory } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

describe("loadUmzug", () => {
  test("loads nothing of umzug's command line", async () => {
    const said = await tell(`const loaded = Object.keys(require.cache);
      console.log(loaded.some((path) => path.includes("emittery")), loaded.some((path) => /rushstack|umzug.lib.cli/.test(path)));`);
    expect(said).toBe("true false\n");
  });

  test("leaves umzug with its command line to an application that uses both", async () => {
    const said = await tell(`const { Umzug, UmzugCLI, memoryStorage } = require("umzug");
      console.log(Umzug === ours.Umzug);
      const umzug = new ours.Umzug({ migrations: [{ name: "a", up: async () => console.log("up a") }], storage: memoryStorage(), logger: undefined });
      console.log(umzug.getCli() instanceof UmzugCLI, await umzug.runAsCLI(["up"]));`);
    expect(said).toBe("true\nup a\ntrue true\n");
  });

  test("takes an umzug that the application loaded before, and leaves its command line where it is", async () => {
    const said = await tell(
      `console.log(Object.is(ours.Umzug, before.Umzug), Object.is(require("umzug/lib/cli.js").UmzugCLI, before.UmzugCLI));`,
      `const before = require("umzug");`,
    );
    expect(said).toBe("true true\n");
  });
});

/** What a process prints in which picklejar has loaded umzug. */
async function tell(statements: string, before = ""): Promise<string> {
  const ending = await runScript(
    `import { createRequire } from "node:module"; import { loadUmzug } from "${builtModule("migrations/load-umzug.js")}";
     const require = createRequire("${coreDirectory}/package.json"); ${before} const ours = loadUmzug(); ${statements}`,
  );
  expect(ending).toHaveEnded({ code: 0 });
  return ending.stdout;
}
