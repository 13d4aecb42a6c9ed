import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { coreDirectory } from "../helpers/create-project.js";
import { endOf, runScript, startScript } from "../helpers/run-script.js";
import { CLI_PATH, createCliProject, createEmptyFolder, runCli, storageOf } from "../helpers/run-cli.js";

const LONG = { tags: "long" };

describe("picklejar", () => {
  for (const [words, said, options = LONG] of [
    [["biuld"], "picklejar: unknown command 'biuld'. Did you mean build?\n", {}],
    [["status", "--jsno"], "picklejar: unknown option '--jsno'. Did you mean --json?\n"],
    [["build", "extra"], "picklejar: too many arguments"],
    [["build", "--database"], "argument missing"],
    [["build", "--database", "defualt"], 'Did you mean "default"?'],
    [["build", "--config", "nowhere"], "--config: expected"],
    [["build", "--config", ""], '--config: expected a configuration file or a folder that exists, got ""'],
    [["clean", "--keep", "-1"], "whole number", {}],
    [["clean", "--keep", "many"], "whole number"],
    [["diff"], "missing required argument 'A'"],
    [["diff", "nowhere.db"], 'there is no file at "'],
    [["diff", "db"], "is a folder, and no database"],
    [["diff", "package.json"], "is not an SQLite database"],
    [["diff", ""], "expected the path of a database"],
    [["failed", "1"], "No database of a failed test is retained in"],
    [["failed", "--config", "nowhere"], "--config: expected"],
    [[], "Usage: picklejar", {}],
  ] as const)
    test(`takes ${JSON.stringify(words)} for misuse: exit code 2, with what to do`, options, async () => {
      expect(await runCli(createCliProject(), words)).toHaveEnded({ code: 2, stdout: "", stderr: [said] });
    });

  for (const [words, message, options = LONG] of [
    [["biuld", "--json"], "unknown command 'biuld'. Did you mean build?"],
    [["build", "--jsno", "--json"], "unknown option '--jsno'. Did you mean --json?"],
    [
      ["clean", "--json", "--keep", "many"],
      "option '--keep <number>' argument 'many' is invalid. Expected a whole number, 0 or more.",
      {},
    ],
  ] as const)
    test(`says what is wrong with ${JSON.stringify(words)} in JSON, where it is asked for`, options, async () => {
      const result = await runCli(createCliProject(), words);
      expect(result).toHaveEnded({ code: 2, stderr: "", stdout: /^\{/ });
      expect(JSON.parse(result.stdout)).toEqual({ error: { code: null, message } });
    });

  for (const [what, config, said, options = LONG] of [
    ["a misspelt option", 'export default { migrations: "db", stratgy: "copy" };', 'Did you mean "strategy"?', {}],
    ["an option of the wrong kind", "export default { migrations: 42 };", "migrations: expected"],
    ["a folder that is not there", 'export default { migrations: "bd" };', "MIGRATIONS_NOT_FOUND"],
    ["inputs that match nothing", 'export default { migrations: "db", inputs: ["schema/*.sql"] };', "INPUTS_NOT_FOUND"],
    ["a fault in it", "export default {", "MODULE_LOAD_FAILED"],
  ] as const)
    test(`takes a configuration with ${what} for misuse`, options, async () => {
      const project = createCliProject(config);
      expect(await runCli(project, ["status"])).toHaveEnded({ code: 2, stderr: [said, project.directory] });
    });

  test("says how to write a configuration where there is none", async () => {
    const project = createCliProject();
    expect(await runCli({ ...project, directory: createEmptyFolder() }, ["build"])).toHaveEnded({
      code: 2,
      stderr: /^picklejar: There is no picklejar configuration[^]+defineConfig[^]+\[CONFIG_NOT_FOUND\]\n$/,
    });
  });

  test("prints its version, that of the package", async () => {
    const { version }: { version: string } = JSON.parse(readFileSync(join(coreDirectory, "package.json"), "utf8"));
    expect(await runCli(createCliProject(), ["--version"])).toHaveEnded({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("prints help with every command and the exit codes", async () => {
    const commands = ["init", "build", "status", "verify", "fingerprint", "diff", "failed", "clean"];
    const entries = commands.map((command) => `  ${command} [options]`);
    expect(await runCli(createCliProject(), ["--help"])).toHaveEnded({ code: 0, stdout: ["Exit codes: 0 fine", ...entries] });
    expect((await runCli(createCliProject(), ["help", "clean"])).stdout).toContain("--dry-run");
  });

  test("runs through a link, as package managers install it", async () => {
    const project = createCliProject();
    symlinkSync(CLI_PATH, project.path("picklejar"));
    expect(readFileSync(CLI_PATH, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    const options = { cwd: project.directory, arguments: ["fingerprint"] };
    expect(await runScript(project.path("picklejar"), options)).toHaveEnded({ code: 0, stdout: /^[0-9a-f]{64}\n$/ });
  });

  test("ends without a word when the reader of its output stops early", async () => {
    const project = createCliProject();
    const child = startScript(CLI_PATH, {
      cwd: project.directory,
      arguments: ["fingerprint", "--json"],
      env: { PICKLEJAR_DIR: storageOf(project) },
    });
    child.stdout.destroy();
    expect(await endOf(child)).toHaveEnded({ code: 0, stderr: "" });
  });

  const hasFullDevice = existsSync("/dev/full");
  if (!hasFullDevice) console.info("Skipped: output that cannot be written, as this system has no /dev/full.");
  test.runIf(hasFullDevice).each([
    ["fingerprint", 1],
    ["biuld", 2],
  ])("does not say that all is fine when its output is lost: %s", (command, code) => {
    const project = createCliProject();
    const { status } = spawnSync(process.execPath, [CLI_PATH, command], {
      cwd: project.directory,
      env: { ...process.env, PICKLEJAR_DIR: storageOf(project) },
      stdio: ["ignore", openSync("/dev/full", "w"), "ignore"],
    });
    expect(status).toBe(code);
  });

  for (const command of ["build", "status", "verify", "fingerprint", "clean"])
    test(
      `keeps what the configuration prints out of what ${command} prints`,
      command === "build" ? {} : command === "status" ? EVEN_DAYS : ODD_DAYS,
      async () => {
        const project = createCliProject(
          'console.log("loaded"); export default { migrations: "db", seed: () => console.log("seeded") };',
        );
        const result = await runCli(project, [command, "--json"]);
        expect(result).toHaveEnded({ code: 0, stderr: ["loaded\n"] });
        expect(JSON.parse(result.stdout)).toBeTypeOf("object");
      },
    );

  test("says which folders cannot hold templates, and what to set", async () => {
    const project = createCliProject();
    // A file where the folder of templates should be, and nowhere else to go.
    project.write("node_modules/.cache", "");
    project.write("home", "");
    const nowhere = { HOME: project.path("home"), XDG_CACHE_HOME: project.path("home") };
    expect(await runCli(project, ["build"], nowhere)).toHaveEnded({
      code: 1,
      stderr: [
        "No folder can hold templates",
        `"${project.path("home/picklejar")}" cannot be used`,
        "set XDG_CACHE_HOME to a folder of its own",
      ],
    });
  });

  test("says nothing of stacks for an error that it did not expect, unless asked", { tags: "long" }, async () => {
    const project = createCliProject();
    await runCli(project, ["build"]);
    const cache = project.path("node_modules/.cache/picklejar");
    // Folders in the place of manifests.
    for (const manifest of readdirSync(cache).filter((name) => name.endsWith(".json"))) {
      rmSync(join(cache, manifest));
      mkdirSync(join(cache, manifest));
    }
    expect(await runCli(project, ["build"])).toHaveEnded({
      code: 1,
      stderr: /^picklejar: unexpected Error: EISDIR.+\nRun it again with --verbose for the stack\.\n$/m,
    });
    expect((await runCli(project, ["build", "--verbose"])).stderr).toMatch(/^\s+at /m);
  });
});
