import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../../test/helpers/of-today.js";
import { coreDirectory } from "../../helpers/create-project.js";
import { createFolder } from "../../helpers/create-folder.js";
import { createInitProject, initForData, type InitProject } from "../../helpers/init-project.js";
import { createReadableProject, NOBODY, runAs, whyNoOtherUser } from "../../helpers/other-user.js";
import { CLI_PATH } from "../../helpers/run-cli.js";
import { endOf, runScript } from "../../helpers/run-script.js";

const LONG = { tags: "long" };
const FILES = {
  "package.json": { devDependencies: { "@cucumber/cucumber": "^12.9.0", "@picklejar/core": "*", "better-sqlite3": "*" } },
  "migrations/001_users.sql": "CREATE TABLE users (id INTEGER PRIMARY KEY);",
};

describe("picklejar init", () => {
  test("shows what it found and would write, and changes nothing, if there is nobody to ask", EVEN_DAYS, async () => {
    const project = createInitProject(FILES);
    expect(await project.init([])).toHaveEnded({
      code: 2,
      stdout: ['migrations   SQL files: "migrations"', "Would write 4 files:", "Feature: A database for every scenario"],
      stderr: "picklejar: Nothing was written: there is no terminal to ask on. Add --yes to write these files.\n",
    });
    expect(listFiles(project)).toEqual(Object.keys(FILES).toSorted());
  });

  test("only shows the files with --dry-run, and the same in JSON", EVEN_DAYS, async () => {
    const project = createInitProject(FILES);
    expect(await project.init(["--dry-run", "--yes"])).toHaveEnded({ code: 0, stdout: ["Would write 4 files:", "Next:"] });
    const { stdout } = await project.init(["--dry-run", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "dry-run", run: "npx cucumber-js --tags @picklejar" });
    expect(listFiles(project)).toEqual(Object.keys(FILES).toSorted());
  });

  test("writes the files, says what is left to do, and has nothing to do the second time", async () => {
    const project = createInitProject(FILES);
    expect(await project.init()).toHaveEnded({
      code: 0,
      stdout: [
        "Wrote features/steps/picklejar-steps.js\n",
        "Next:\n1. Install what package.json lacks:\n     npm install --save-dev @picklejar/cucumber-hooks\n2. Run the first test:\n     npx cucumber-js --tags @picklejar\n",
      ],
      stderr: "",
    });
    const before = contentsOf(project);
    expect(await project.init()).toHaveEnded({
      code: 0,
      stdout: /^Nothing to do: ".+picklejar\.config\.mjs" is there\..+\n +npx picklejar status\n$/,
    });
    expect(contentsOf(project)).toEqual(before);
  });

  test("goes on where it stopped, and leaves files with other content as they are", ODD_DAYS, async () => {
    const feature = createInitProject(FILES);
    await feature.init();
    const project = createInitProject({
      ...FILES,
      "features/picklejar.feature": feature.read("features/picklejar.feature").replaceAll("\n", "\r\n"),
      "features/steps/picklejar-steps.js": "// mine",
    });
    const { files } = await initForData(project);
    expect(Object.fromEntries(files.map(({ path, outcome }) => [path, outcome]))).toEqual({
      "features/picklejar.feature": "same",
      "features/steps/picklejar-steps.js": "exists",
      "cucumber.mjs": "written",
      "picklejar.config.mjs": "written",
    });
    expect(project.read("features/steps/picklejar-steps.js")).toBe("// mine");
  });

  test("takes the project above, and says where to run the command", ODD_DAYS, async () => {
    const project = createInitProject({ ...FILES, "src/it's here/main.js": "" }, { below: "src/it's here" });
    expect(await project.init()).toHaveEnded({ code: 0, stdout: ["\n     cd ../.. && npx cucumber-js --tags @picklejar\n"] });
    expect(existsSync(join(project.directory, "../../picklejar.config.mjs"))).toBe(true);
  });

  test("prints what docs/init.md shows", LONG, async () => {
    const project = createInitProject({
      "package.json": {
        type: "module",
        devDependencies: { vitest: "^4.1.0", "better-sqlite3": "^12.0.0", "@picklejar/core": "^1.0.0" },
      },
      "tsconfig.json": {},
      "pnpm-lock.yaml": "",
      "drizzle.config.ts": 'export default { dialect: "sqlite", out: "./drizzle" };',
      "drizzle/0000_users.sql": "",
    });
    const page = readFileSync(join(coreDirectory, "../../docs/init.md"), "utf8");
    const shown = /^```text\n([^]*?)^```$/m.exec(page)?.[1];
    expect((await project.init()).stdout.replace(project.directory, "/home/ann/shop")).toBe(shown);
  });

  for (const [what, files, words, said, options = LONG] of [
    [
      "several folders of migrations",
      { ...FILES, "db/migrations/1.sql": "" },
      [],
      "--migrations migrations  (SQL files)\n  --migrations db/migrations  (SQL files)\n",
    ],
    ["no runner", { ...FILES, "package.json": {} }, [], "Say which you want: --runner cucumber"],
    ["a runner that does not exist", FILES, ["--runner", "cucumbr"], 'got "cucumbr". Did you mean "cucumber"?'],
    [
      "a folder that is not there",
      FILES,
      ["--migrations", "sql"],
      '--migrations: expected a folder of migrations that exists, got "sql"',
    ],
    ["an unknown option", FILES, ["--yess"], "unknown option '--yess'. Did you mean --yes?"],
    ["an argument", FILES, ["here"], "too many arguments"],
    ["JSON without --yes", FILES, ["--json"], "init with --json asks no question"],
    ["a broken package.json", { ...FILES, "package.json": "{ broken" }, [], 'package.json" is not JSON: '],
    ["a package.json that is a list", { ...FILES, "package.json": "[]" }, [], "expected a JSON object, got []"],
    ["two configurations", { ...FILES, "picklejar.config.js": "", "picklejar.config.ts": "" }, [], "CONFIG_AMBIGUOUS"],
  ] as const)
    test(`takes ${what} for misuse, and writes nothing`, options, async () => {
      const project = createInitProject(files);
      const { code, stdout, stderr } = await project.init([...words, ...(words.includes("--json" as never) ? [] : ["--yes"])]);
      expect({ code, stdout: "", stderr: stdout + stderr }).toHaveEnded({ code: 2, stderr: [said] });
      expect(listFiles(project)).toEqual(Object.keys(files).toSorted());
    });

  test("says what it needs where there is no project", LONG, async () => {
    const options = { cwd: createFolder(), arguments: ["init", "--yes"] };
    expect(await runScript(CLI_PATH, options)).toHaveEnded({
      code: 2,
      stdout: "",
      stderr: [/^picklejar: There is no package\.json in ".+npm init\n$/],
    });
  });

  for (const [what, path, place, said] of [
    [
      "a file is where a folder is needed",
      "features",
      "file",
      /features" is a file, and a folder is needed there\. Nothing was written\./,
    ],
    ["a link leads nowhere", "features", "link", /features" is a link that leads nowhere/],
    [
      "the configuration is a link that leads nowhere",
      "picklejar.config.mjs",
      "link",
      /picklejar\.config\.mjs" cannot be written/,
    ],
  ] as const)
    test(`writes nothing if ${what}`, place === "file" ? {} : LONG, async () => {
      const project = createInitProject(place === "file" ? { ...FILES, [path]: "mine" } : FILES);
      if (place === "link") symlinkSync("nowhere", join(project.directory, path));
      const before = listFiles(project);
      expect(await project.init()).toHaveEnded({ code: 1, stdout: "", stderr: [said, "[FILE_NOT_WRITTEN]"] });
      expect(listFiles(project)).toEqual(before);
    });

  const reason = whyNoOtherUser();
  if (reason !== undefined) console.info(`Skipped: a folder that may not be written, as ${reason}.`);
  test.runIf(reason === undefined)("writes nothing into a folder of another user", LONG, async () => {
    const project = createReadableProject();
    const words = JSON.stringify(["init", "--yes", "--runner", "node-test", "--migrations", "db"]);
    const cli = "./node_modules/@picklejar/core/bundle/cli.js";
    expect(await runAs(NOBODY, project, `process.argv.splice(2, 9, ...${words}); await import("${cli}");`)).toHaveEnded({
      code: 1,
      stdout: "",
      stderr: [
        `"${project.path("test/picklejar.test.mjs")}" cannot be written: this user may not write in "${project.directory}"`,
      ],
    });
  });

  test("writes into a folder that a link leads to", LONG, async () => {
    const project = createInitProject(FILES);
    const elsewhere = createFolder();
    symlinkSync(elsewhere, join(project.directory, "features"));
    expect(await project.init()).toHaveEnded({ code: 0 });
    expect(readdirSync(elsewhere).toSorted()).toEqual(["picklejar.feature", "steps"]);
  });

  describe("on a terminal", () => {
    const hasScript = spawnSync("script", ["--version"]).status === 0;
    if (!hasScript) console.warn("skipped: the question of init, as there is no `script` (util-linux) to make a terminal with");

    for (const [what, keys, ending, isWritten, options = LONG] of [
      ["the files after Enter", "\r", { code: 0, stdout: ["Write these 4 files? [Y/n]", "Wrote picklejar.config.mjs"] }, true],
      [
        "them after yes, and asks again what it does not understand",
        "what\ryes\r",
        { code: 0, stdout: [/\[Y\/n\][^]+\[Y\/n\]/] },
        true,
      ],
      ["nothing after n", "n\r", { code: 1, stdout: ["Nothing was written."] }, false],
      ["nothing at the end of the input", "\u0004", { code: 1, stdout: ["Nothing was written."] }, false],
      ["nothing after Ctrl-C, and ends by it", "\u0003", { code: 130, stdout: ["Nothing was written."] }, false, {}],
    ] as const)
      test.runIf(hasScript)(`writes ${what}`, options, async () => {
        const project = createInitProject(FILES);
        expect(await initOnTerminal(project, keys)).toHaveEnded(ending);
        expect(existsSync(join(project.directory, "picklejar.config.mjs"))).toBe(isWritten);
      });
  });
});

/** Runs `init` on a terminal, and types when it asks. */
async function initOnTerminal(project: InitProject, keys: string): ReturnType<typeof endOf> {
  const command = `"${process.execPath}" "${CLI_PATH}" init`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], { cwd: project.directory });
  child.stdout.on("data", (text: Buffer) => {
    if (text.includes("[Y/n]")) child.stdin.write(keys);
  });
  return endOf(child as never);
}

function listFiles({ directory }: InitProject): readonly string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  return files.filter((file) => !file.startsWith("node_modules/")).toSorted();
}

function contentsOf(project: InitProject): Readonly<Record<string, string>> {
  return Object.fromEntries(listFiles(project).map((file) => [file, readFileSync(join(project.directory, file), "utf8")]));
}
