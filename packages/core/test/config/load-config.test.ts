import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { loadConfig } from "../../src/config/load-config.js";
import { createFolder } from "../helpers/create-folder.js";

describe("loadConfig", () => {
  test.each([
    ["picklejar.config.mjs", 'export default { migrations: "db" };'],
    ["picklejar.config.ts", 'const folder: string = "db"; export default { migrations: folder };'],
    ["picklejar.config.mts", 'export default { migrations: "db" } satisfies object;'],
    ["picklejar.config.js", 'module.exports = { migrations: "db" };'],
    ["picklejar.config.cjs", 'module.exports = { migrations: "db" };'],
    ["picklejar.config.cts", 'const config: object = { migrations: "db" }; export = config;'],
    ["picklejar.config.json", '{ "migrations": "db" }'],
    ["package.json", '{ "picklejar": { "migrations": "db" } }'],
  ])("loads %s from a folder below", async (name, text) => {
    const directory = createFolder({ [name]: text, "src/deep/file": "" });
    const config = await loadConfig(join(directory, "src/deep"));
    expect(config).toMatchObject({ file: join(directory, name), directory });
    expect(config.databases.get("default")?.source?.locations).toEqual([join(directory, "db")]);
  });

  test("loads a file once, however many ask for it", async () => {
    const counter = "picklejarLoads";
    const directory = createFolder({
      "picklejar.config.mjs": `globalThis.${counter} = (globalThis.${counter} ?? 0) + 1; export default { migrations: "db" };`,
    });
    const configs = await Promise.all([loadConfig(directory), loadConfig(directory), loadConfig(join(directory, "."))]);
    expect(new Set(configs).size).toBe(1);
    expect(Reflect.get(globalThis, counter)).toBe(1);
  });

  test("does not remember a failure", async () => {
    const directory = createFolder({ "picklejar.config.json": '{ "migratons": "db" }' });
    await expect(loadConfig(directory)).rejects.toThrow(TypeError);
    writeFileSync(join(directory, "picklejar.config.json"), '{ "migrations": "db" }');
    expect((await loadConfig(directory)).databases.size).toBe(1);
  });

  test("says where it looked, and what to write", async () => {
    await expect(loadConfig("/")).rejects.toMatchObject({
      code: "CONFIG_NOT_FOUND",
      name: "ConfigNotFoundError",
      directory: "/",
      message: expect.stringMatching(
        /^There is no picklejar configuration in "\/" or in a folder above it \(looked for picklejar\.config\.ts, .*package\.json\)\. Run picklejar init, which writes one, or write "\/picklejar\.config\.mjs":\n\n {2}import \{ defineConfig \} from "@picklejar\/core";\n\n {2}export default defineConfig\(\{ migrations: "db\/migrations" \}\);\n$/,
      ) as unknown,
    });
  });

  test("names the file that exports no configuration as default", async () => {
    const directory = createFolder({ "picklejar.config.mjs": 'export const config = { migrations: "db" };' });
    await expect(loadConfig(directory)).rejects.toThrow(
      `"${join(directory, "picklejar.config.mjs")}": expected a configuration as default export (export default defineConfig({ … })), got [ 'config' ]`,
    );
  });

  test("names the file that cannot be loaded", async () => {
    const directory = createFolder({ "picklejar.config.json": "{" });
    await expect(loadConfig(directory)).rejects.toMatchObject({
      code: "MODULE_LOAD_FAILED",
      path: join(directory, "picklejar.config.json"),
    });
  });
});
