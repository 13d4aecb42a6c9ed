import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const hooksDirectory = fileURLToPath(new URL("../..", import.meta.url));
const coreDirectory = join(hooksDirectory, "..", "core");
const PRELOAD = pathToFileURL(join(coreDirectory, "test/fixtures/count-calls.mjs")).href;

const FILES = {
  "package.json": JSON.stringify({ name: "small-suite", type: "module", private: true }),
  "cucumber.mjs":
    'export default { import: ["features/support/picklejar.js", "features/steps/*.js"], publishQuiet: true, plugin: ["@picklejar/cucumber-hooks/plugin"] };',
  "picklejar.config.mjs": `export default {
    migrations: "db",
    connection: (database) => database.pragma("journal_mode = WAL"),
    seed: (database) => database.exec("INSERT INTO notes (body) VALUES ('of the seed')"),
    strategy: process.env.STRATEGY,
  };`,
  "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
  "features/support/picklejar.js": 'import { installHooks } from "@picklejar/cucumber-hooks"; installHooks();',
  "features/notes.feature": `Feature: notes
  Scenario: first
    Given the template and no more
    When I write "one"
  Scenario: second
    Given the template and no more
    When I write "two"
    Then it fails
  Scenario: third
    Given the template and no more
    When I write "three"
`,
  "features/steps/notes.js": `
    import assert from "node:assert/strict";
    import { Given, Then, When } from "@cucumber/cucumber";
    Given("the template and no more", function () {
      assert.deepEqual(this.db.open().prepare("SELECT body FROM notes").pluck().all(), ["of the seed"]);
    });
    When("I write {string}", function (body) {
      this.db.open().prepare("INSERT INTO notes (body) VALUES (?)").run(body);
    });
    Then("it fails", () => assert.fail("on purpose"));
  `,
};

/** Makes the project of the suite in an empty folder. */
export function createSmallSuite(directory) {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  const packages = {
    "@picklejar/core": coreDirectory,
    "@picklejar/cucumber-hooks": hooksDirectory,
    "@cucumber/cucumber": join(hooksDirectory, "node_modules/@cucumber/cucumber"),
    "better-sqlite3": join(coreDirectory, "node_modules/better-sqlite3"),
  };
  for (const [name, path] of Object.entries(packages)) {
    mkdirSync(dirname(join(directory, "node_modules", name)), { recursive: true });
    symlinkSync(path, join(directory, "node_modules", name));
  }
  for (const folder of ["runs", "tmp"]) mkdirSync(join(directory, folder));
}

/** Copies a project, links and all. */
export function copySuite(from, to) {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
}

/**
 * Runs the suite; kills it before its file system call of that number, counted from 1.
 *
 * @returns how it ended, and how many calls it made, where it came to an end
 */
export function runSuite(directory, strategy, killBefore = 0) {
  const countFile = join(directory, "..", `${process.pid}-count`);
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", PRELOAD, "node_modules/@cucumber/cucumber/bin/cucumber.js"],
    {
      cwd: directory,
      encoding: "utf8",
      env: {
        ...process.env,
        PICKLEJAR_RUN: undefined,
        PICKLEJAR_TEMPLATE: undefined,
        PICKLEJAR_DIR: join(directory, "runs"),
        TMPDIR: join(directory, "tmp"),
        STRATEGY: strategy,
        KILL_BEFORE_CALL: String(killBefore),
        COUNT_FILE: countFile,
        PICKLEJAR_FOLDERS: JSON.stringify([
          join(coreDirectory, "dist"),
          join(coreDirectory, "bundle"),
          join(hooksDirectory, "dist"),
        ]),
      },
    },
  );
  const isWhole = signal === null;
  return { status, signal, stdout, stderr, calls: isWhole ? Number(readFileSync(countFile, "utf8")) : undefined };
}

/** What is wrong with a run that came to an end; nothing, if three scenarios had the template and the second failed. */
export function findFaults({ status, stdout, stderr }) {
  const faults = [];
  if (status !== 1) faults.push(`exit code ${status}`);
  if (!stdout.includes("3 scenarios (1 failed, 2 passed)")) faults.push(`results: ${stdout}\n${stderr}`);
  if (!stdout.includes("AssertionError") || !stdout.includes("on purpose"))
    faults.push("another error than the one on purpose");
  if (!stderr.includes("1 database retained")) faults.push(`nothing is retained: ${stderr}`);
  return faults;
}

/** Names everything in a project, but for what differs from one run to the next: pids, times and nonces. */
export function listProject(directory) {
  return listNames(directory, "")
    .map((name) =>
      name
        .replaceAll(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}/g, "<run>")
        .replaceAll(/[0-9a-f]{64}/g, "<hash>")
        .replaceAll(/-[0-9a-f]{8,16}(?=\/|$)/g, "-<nonce>")
        .replaceAll(/-\d+-\d+-/g, "-<process>-"),
    )
    .toSorted();
}

/** The packages are links, which are not followed. */
function listNames(directory, parent) {
  return readdirSync(join(directory, parent), { withFileTypes: true }).flatMap((entry) => {
    const name = parent === "" ? entry.name : `${parent}/${entry.name}`;
    return entry.isDirectory() ? [`${name}/`].concat(listNames(directory, name)) : [name];
  });
}
