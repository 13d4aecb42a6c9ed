import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../../test/helpers/of-today.js";
import type { CommandResult } from "../../../src/cli/command-result.js";
import { describeError } from "../../../src/cli/describe-error.js";
import { type MergeOptions, runMerge } from "../../../src/cli/merge/merge-command.js";
import type { MergedSummary } from "../../../src/cli/merge/merge-summaries.js";
import { createCliProject, createEmptyFolder, keepDatabase, runCli, runCliForData } from "../../helpers/run-cli.js";

const FINGERPRINT = "ab".repeat(32);

/** As the hooks of a runner write it. */
const SUMMARY = {
  picklejar: 1,
  version: "0.1.0",
  startedAt: "2026-11-30T09:30:00.000Z",
  exitCode: 0,
  databases: 3,
  origins: { copied: 3 },
  medianMs: 0.5,
  totalMs: 1.5,
  hooksMs: 4,
  storage: "/dev/shm/picklejar-0",
  templates: [{ database: "default", origin: "found", buildMs: 20, sizeBytes: 4096, fingerprint: FINGERPRINT }],
  openConnections: { tests: 0, first: [], isLibsqlLoaded: false },
  copying: { copyMs: 0, overlayMs: 0, elapsedMs: 9 },
  retained: 0,
  notRetained: 0,
};

const FAILING = { scenario: "Paying", file: "features/shop.feature", line: 20, step: "Then it is paid", error: "it is new" };
const PASSING = {
  scenario: "Paying",
  file: "features/shop.feature",
  line: 21,
  issues: [7],
  tagsToRemove: [{ tag: "@tdd_expected_fail", file: "features/shop.feature", line: 14 }],
  tagsToKeep: ["@tdd_issue"],
};
const NO_BUGS = { stillFailing: [], unexpectedPasses: [], otherFailures: [], notJudged: [] };
const STILL_FAILING = { ...NO_BUGS, stillFailing: [{ issue: 7, scenarios: [FAILING] }] };

type Changes = Readonly<Record<string, unknown>>;

/** Makes a folder for each shard, with a summary that has these changes. */
function createShards(...shards: readonly Changes[]): string {
  const directory = createEmptyFolder();
  for (const [index, changes] of shards.entries()) {
    const shard = { index: index + 1, total: shards.length };
    writeSummary(join(directory, String(index + 1)), { ...SUMMARY, run: `run-${index + 1}`, shard, ...changes });
  }
  return directory;
}

function writeSummary(folder: string, summary: object | string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "summary.json"), typeof summary === "string" ? summary : JSON.stringify(summary));
}

/** In this process, which takes a tenth of the time; folders are named from `directory`, and so are they in what it says. */
async function merge(directory: string, words: readonly string[], options: MergeOptions = {}): Promise<Merged> {
  const output = options.output === "" ? "" : join(directory, options.output ?? ".picklejar/merged");
  const folders = words.map((word) => (word === "" ? "" : `${directory}/${word}`));
  const result = await runMerge({ ...options, output }, folders).catch((error: unknown) => describeError(error, {}));
  const text = JSON.stringify(result).replaceAll(`${directory}/`, "");
  const named: Merged = JSON.parse(text);
  return named;
}

interface Merged extends CommandResult {
  readonly data: MergedSummary;
}

describe("picklejar merge", () => {
  test("adds up what shards did, and is green where all of them passed and none is missing", async () => {
    const directory = createShards({}, { databases: 4, origins: { copied: 3, memory: 1 }, expectedFailures: STILL_FAILING });
    const { exitCode, data } = await merge(directory, ["1", "2"]);
    expect([exitCode, data.problems]).toEqual([0, []]);
    expect(data).toMatchObject({
      databases: 7,
      origins: { copied: 6, memory: 1 },
      totalMs: 3,
      templates: [{ database: "default", built: [], found: ["shard 1/2", "shard 2/2"] }],
      expectedFailures: { stillFailing: [{ issue: 7, scenarios: [FAILING] }] },
    });
    const written: unknown = JSON.parse(readFileSync(join(directory, ".picklejar/merged/summary.json"), "utf8"));
    expect(written).toMatchObject({ mergedAt: data.mergedAt, databases: 7, shards: [{ folder: `${directory}/1` }, {}] });
    expect(readFileSync(join(directory, ".picklejar/.gitignore"), "utf8")).toBe("*\n");
  });

  test("says for people what --json says for programs", async () => {
    const directory = createShards({ expectedFailures: STILL_FAILING }, { exitCode: 1 });
    const project = { directory, path: (name: string) => join(directory, name), write: () => "" };
    expect(await runCli(project, ["merge", "2", "1"])).toHaveEnded({
      code: 1,
      stdout: [
        'shard 1/2 "1": passed, 3 test databases\nshard 2/2 "2": failed (exit code 1), 3 test databases\n',
        "6 test databases (6 copied), together 3.0 ms\n",
        'template abababababab of "default" (built in 20 ms): reused by shard 1/2, shard 2/2\n',
        'still failing: #7\n  #7: features/shop.feature:20 "Then it is paid": it is new\n',
        "no database of a failed test is retained\n",
      ],
      stderr: 'merge: 1 problem in 2 shards:\n  shard 2/2 ("2") failed: its test runner exited with 1\n',
    });
  });

  test.each<readonly [string, readonly Changes[], string]>([
    ["did not end", [{}, { exitCode: undefined }], 'shard 2/2 ("2") did not end: its test runner was killed'],
    ["is missing", [{ shard: { index: 1, total: 3 } }, { shard: { index: 3, total: 3 } }], "shard 2/3 is missing"],
    [
      "is of another suite",
      [{}, { shard: { index: 2, total: 3 } }],
      "the shards are not of one suite: 2 (shard 1/2); 3 (shard 2/3)",
    ],
    ["is there twice", [{}, { shard: { index: 1, total: 2 } }], 'shard 1/2 is there twice, of different runs: "1", "2"'],
    ["is a copy of another", [{ run: "a" }, { run: "a" }], 'one run is there twice, and counts once: "1", "2"'],
    [
      "ran another version",
      [{}, { version: "0.2.0" }],
      "the shards ran different versions of picklejar: 0.1.0 (shard 1/2); 0.2.0 (shard 2/2)",
    ],
    [
      "is of another run of CI",
      [{ ciRun: "github 1" }, { ciRun: "github 2" }],
      "the shards are of different runs of CI: github 1 (shard 1/2); github 2 (shard 2/2)",
    ],
    [
      "copied another template",
      [{}, { templates: [{ ...SUMMARY.templates[0], fingerprint: "cd".repeat(32) }] }],
      'the shards used different templates of "default", so of different code or SQLite: abababababab (shard 1/2); cdcdcdcdcdcd (shard 2/2)',
    ],
    [
      "is one file of many",
      [{}, { onlyFile: "a.test.js" }],
      '"a.test.js": with node --test each file writes one, and the last one stays',
    ],
    [
      "ran a scenario that another ran",
      [{ expectedFailures: STILL_FAILING }, { expectedFailures: STILL_FAILING }],
      'features/shop.feature:20 ran in several shards: shard 1/2 ("1"), shard 2/2 ("2")',
    ],
    [
      "says that a bug is fixed which fails in another",
      [{ expectedFailures: STILL_FAILING }, { expectedFailures: { ...NO_BUGS, unexpectedPasses: [PASSING] } }],
      "#7 is not fixed: it still fails in 1 scenario, though it passes in 1 scenario (features/shop.feature:21)",
    ],
  ])("is red when a shard %s", async (_what, shards, message) => {
    const { exitCode, data } = await merge(createShards(...shards), ["1", "2"]);
    expect(data.problems.map((problem) => problem.message).join("\n")).toContain(message);
    expect(exitCode).toBe(1);
  });

  test("says that a bug seems fixed only where it fails in no other shard", async () => {
    const passed = { expectedFailures: { ...NO_BUGS, unexpectedPasses: [PASSING] } };
    const [fixed, half] = [createShards({}, passed), createShards({ expectedFailures: STILL_FAILING }, passed)];
    const cure = "#7 seems fixed: remove @tdd_expected_fail (features/shop.feature:14), keep @tdd_issue";
    expect((await merge(fixed, ["1", "2"])).lines.join("\n")).toContain(cure);
    expect((await merge(half, ["1", "2"])).lines.join("\n")).not.toContain("seems fixed");
  });

  test.each<readonly [string, string, string]>([
    ["is cut", JSON.stringify(SUMMARY).slice(0, 99), "has a summary that is cut, or was changed: "],
    [
      "has another form",
      '{"picklejar":2}',
      "has a summary of form 2, and this picklejar knows form 1: merge with the version that ran the tests",
    ],
    ["is not picklejar's", "[]", "has a summary.json that is not picklejar's"],
    [
      "was changed",
      JSON.stringify({ ...SUMMARY, run: "a", origins: 3 }),
      'has a summary that was changed: "origins" is not as picklejar writes it',
    ],
  ])("is red when a summary %s, and counts the others", async (_what, text, message) => {
    const directory = createShards({}, {});
    writeSummary(join(directory, "2"), text);
    const { exitCode, data } = await merge(directory, ["1", "2"]);
    expect(data.problems).toMatchObject([{ kind: "unreadable" }]);
    expect(data.problems[0]?.message).toContain(`"2" ${message}`);
    expect([exitCode, data.databases]).toEqual([1, 3]);
  });

  test.each<readonly [string, MergeOptions, number, string]>([
    ["that are missing", { shards: 3 }, 1, '1 shard of 3 missing: one of 1, 2, 3 may be "1", "2"'],
    ["that are too many", { shards: 1 }, 1, "of 1 shard, there are 2 folders"],
    ["that are all there", { shards: 2 }, 0, ""],
    ["that nobody counts", {}, 0, ""],
  ])(
    "takes the number of shards from --shards where the summaries do not say it: %s",
    async (_what, options, code, message) => {
      const directory = createShards({ shard: undefined }, { shard: undefined });
      const { exitCode, data } = await merge(directory, ["1", "2"], options);
      expect([exitCode, data.problems.map((problem) => problem.message).join("\n")]).toEqual([code, message]);
    },
  );
});

describe("the databases that picklejar merge copies", () => {
  test("have numbers of their own, and every command finds them", { tags: "long" }, async () => {
    const [one, other] = [createCliProject(), createCliProject()];
    await keepDatabase(one, "UPDATE users SET email = 'one@example.org'");
    await keepDatabase(other, "UPDATE users SET email = 'other@example.org'", { name: "Bo moves" });
    const desk = createCliProject();
    renameSync(one.path(".picklejar"), desk.path("a"));
    renameSync(other.path(".picklejar"), desk.path("b"));
    const before = readTree(desk.path("a"));
    const { code, data } = await runCliForData<MergedSummary>(desk, ["merge", "a", "b"]);
    expect(code).toBe(1);
    expect(data.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('"a" has no summary: set PICKLEJAR_SUMMARY_FILE=.picklejar/summary.json'),
      expect.stringContaining('"b" has no summary'),
    ]);
    expect(data.retained).toBe(2);
    const folder = ["--folder", ".picklejar/merged"];
    expect(await runCli(desk, ["failed", ...folder])).toHaveEnded({
      code: 0,
      stdout: ['  1  Users: Ada moves ("a", just now)\n', '  2  Users: Bo moves ("b", just now)\n'],
    });
    expect(await runCli(desk, ["failed", "2", ...folder])).toHaveEnded({
      code: 0,
      stdout: [desk.path(".picklejar/merged/failed"), "~ id=1: email 'ada@example.org' → 'other@example.org'\n"],
    });
    expect(readTree(desk.path("a"))).toEqual(before);
  });

  test("are compared with the template that is here, if the one of their machine is not", EVEN_DAYS, async () => {
    const [project, desk] = [createCliProject(), createCliProject()];
    await keepDatabase(project, "UPDATE users SET email = 'moved@example.org'");
    await merge(desk.directory, [relative(desk.directory, project.path(".picklejar"))], { output: "out" });
    rmSync(project.path("node_modules/.cache/picklejar"), { recursive: true });
    const names = readdirSync(desk.path("out"), { recursive: true, encoding: "utf8" });
    const name = names.find((each) => each.endsWith(".db")) ?? "";
    expect(await runCli(desk, ["diff", `out/${name}`])).toHaveEnded({ code: 2, stderr: ["is gone"] });
    await runCli(desk, ["build"]);
    expect(await runCli(desk, ["diff", `out/${name}`])).toHaveEnded({ code: 1, stdout: ["~ id=1: email 'ada@example.org'"] });
  });

  test("can be looked at in the folder of one shard too", EVEN_DAYS, async () => {
    const project = createCliProject();
    await keepDatabase(project, "DELETE FROM users");
    const desk = createCliProject();
    cpSync(project.path(".picklejar/failed"), desk.path("failed-of-1"), { recursive: true });
    expect(await runCli(desk, ["failed", "--folder", "failed-of-1"])).toHaveEnded({
      code: 0,
      stdout: ["Users: Ada moves (just now)\n"],
    });
  });

  test("are no links to files of the machine that merges", ODD_DAYS, async () => {
    const project = createCliProject();
    const { path = "" } = await keepDatabase(project, "DELETE FROM users");
    const secret = project.write("secret.txt", "secret");
    renameSync(path, `${path}.moved`);
    symlinkSync(secret, path);
    await merge(project.directory, [".picklejar"], { output: "out" });
    const files = readdirSync(project.path("out"), { recursive: true, encoding: "utf8" });
    expect(files.filter((name) => name.endsWith(".db"))).toEqual([]);
    expect(await runCli(project, ["failed", "1", "--folder", "out"])).toHaveEnded({
      stdout: ["could not be merged: it is not a file."],
    });
  });
});

describe("picklejar merge, given what it cannot merge,", () => {
  test.each<readonly [string, readonly string[], string]>([
    ["no folder", [], "missing required argument 'folders'"],
    ["a number of shards that is none", ["1", "--shards", "many"], "Expected a whole number, 0 or more."],
  ])("says so: %s", async (_what, words, message) => {
    expect(await runCli(createCliProject(), ["merge", ...words])).toHaveEnded({ code: 2, stdout: "", stderr: [message] });
  });

  test.each<readonly [string, readonly string[], MergeOptions, string]>([
    [
      "a folder that does not exist",
      ["1", "3"],
      {},
      '"3" does not exist. Name the folder that each shard left, for example `shards/*`. [MERGE_FOLDER_INVALID]',
    ],
    ["a file", ["1", "file"], {}, '"file" is not a folder. '],
    [
      "a folder without picklejar's files",
      ["1", "other"],
      {},
      '"other" was not left by tests with picklejar: it holds neither summary.json nor failed/. ',
    ],
    ["an empty name", [""], {}, 'merge: expected a folder, got ""'],
    ["a folder twice", ["1", "2", "./1/"], {}, '"1" is there twice: "1" is the same folder. Name each folder once.'],
    [
      "an output that is no folder",
      ["1"],
      { output: "file" },
      '"file" is not a folder. Name a folder that does not exist, or that is empty. [MERGE_OUTPUT_TAKEN]',
    ],
    ["an output with other files", ["1"], { output: "other" }, '"other" was not written by merge, and is not empty. '],
    ["an output without a name", ["1"], { output: "" }, 'merge --output: expected a folder, got ""'],
  ])("says so, and writes nothing: %s", async (_what, folders, options, message) => {
    const directory = createShards({}, {});
    writeFileSync(join(directory, "file"), "mine");
    mkdirSync(join(directory, "other"));
    writeFileSync(join(directory, "other", "notes.txt"), "mine");
    const before = readTree(directory);
    const { exitCode, errorLines = [] } = await merge(directory, folders, options);
    expect([exitCode, errorLines.join("\n")]).toEqual([2, expect.stringContaining(message)]);
    expect(readTree(directory)).toEqual(before);
  });

  test("replaces what an earlier merge wrote, and nothing else", async () => {
    const project = createCliProject();
    await keepDatabase(project, "DELETE FROM users");
    const mergeOut = async () => merge(project.directory, [".picklejar"], { output: "out" });
    for (let time = 0; time < 2; time++) expect((await mergeOut()).data.retained).toBe(1);
    const [run = "", ...others] = readdirSync(project.path("out/failed"));
    expect(others).toEqual([]);
    const note = project.write(`out/failed/${run}/notes.txt`, "mine");
    expect((await mergeOut()).errorLines?.[0]).toContain(`"out/failed/${run}/notes.txt" was not written by merge. `);
    expect(existsSync(note)).toBe(true);
  });

  test("takes no merged folder for a shard", async () => {
    const directory = createShards({});
    await merge(directory, ["1"], { output: "all" });
    expect((await merge(directory, ["all"])).data.problems[0]?.message).toBe(
      '"all" was merged already: merge the folders of its shards',
    );
  });
});

function readTree(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted();
}
