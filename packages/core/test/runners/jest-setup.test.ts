import { rmSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { createJestProject, runJest, WITH_SETUP } from "./jest-project.js";
import { createStorage, listParent, startModule } from "../helpers/start-module.js";

const SETUP = new URL("../../dist/runners/jest/setup.js", import.meta.url).href;
const TEARDOWN = new URL("../../dist/runners/jest/teardown.js", import.meta.url).href;

describe("@picklejar/core/jest/setup", () => {
  test("owns a run that workers inherit, and jest-teardown removes it", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `if (role === "worker") say(ensureRun());
       else {
         (await import(${JSON.stringify(SETUP)})).default();
         await once(fork(modulePath, ["worker"]), "exit");
         (await import(${JSON.stringify(TEARDOWN)})).default();
         say(currentRun() ?? null);
       }`,
    );
    expect(await module.heard()).toMatchObject({ isOwner: false, ownerPid: module.pid });
    expect(await module.heard()).toBeNull();
    expect(listParent(storage)).toEqual([]);
  });

  test("says how to name a configuration that is an ES module, in a project of CommonJS", { tags: "long" }, async () => {
    const project = createJestProject({ "some.test.js": 'test("passes", () => {});' }, WITH_SETUP);
    rmSync(project.path("picklejar.config.mjs"));
    project.write("package.json", JSON.stringify({ name: "project", private: true, type: "commonjs" }));
    project.write("picklejar.config.js", 'import "@picklejar/core"; export default { migrations: "db" };');
    expect(await runJest(project)).toMatchObject({
      code: 1,
      output: expect.stringContaining('loads it with require(). It is an ES module: name it .mjs, or set "type": "module"'),
    });
  });

  test("can be required, as Jest does it", async () => {
    const module = startModule(
      createStorage(),
      `import { createRequire } from "node:module"; import { fileURLToPath } from "node:url";
       say(typeof createRequire(import.meta.url)(fileURLToPath(${JSON.stringify(SETUP)})).default);`,
    );
    expect(await module.heard()).toBe("function");
  });
});
