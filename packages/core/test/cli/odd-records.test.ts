import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { runFailed, runShow } from "../../src/cli/evidence/failed-command.js";
import type { CommandResult } from "../../src/cli/command-result.js";
import { createProject } from "../helpers/create-project.js";
import { runCli } from "../helpers/run-cli.js";

const NAME = "01-Users-Ada-moves-L7";

const RECORD = {
  number: 1,
  scenario: { uri: "features/users.feature", feature: "Users", name: "Ada moves", line: 7, attempt: 1 },
  database: "default",
  fingerprint: "",
  retainedAt: "2026-11-30T09:30:00.000Z",
  problems: [],
};

const NO_DIFFERENCE = { isSame: false, pragmas: [], schema: [], tables: [], unreadable: [] };

const RECORDING = {
  version: 1,
  test: { name: "Ada moves", file: "a.feature", suite: [], attempt: 1, kind: "scenario", status: "failed" },
  database: "default",
  otherDatabases: [],
  strategy: "copy",
  detail: "steps",
  tables: [{ name: "t", columns: ["a", "b", "c"], key: [], redacted: [] }],
  steps: [],
  whole: [],
  lastWriters: [],
  contents: [],
  redactedValues: 0,
  problems: [],
  recordedAt: "",
};

/** With values of kinds that no version has written yet. */
const ODD_CHANGE = { table: 0, added: 1, rows: [{ kind: "added", after: [{ real: {} }, { new: "kind" }, true] }] };

describe("picklejar failed, given a record that is not as this version writes it,", () => {
  test.each([
    ["is cut", JSON.stringify(RECORD).slice(0, 40), `${NAME}.json" cannot be read`],
    ["is no object", "3", `${NAME}.json" does not say which test`],
    ["names no test", '{"number":1,"scenario":null}', `${NAME}.json" does not say which test`],
  ])("names the file where it %s, and does not say that nothing is there", async (_what, content, sentence) => {
    const { failed } = createRetained(content);
    expect((await failed()).lines.join("\n")).toContain(sentence);
    await expect(failed("1")).rejects.toThrow(sentence);
  });

  test.each<readonly [string, object, readonly string[]]>([
    [
      "a difference of another shape",
      { difference: { isSame: false } },
      ["of the difference from the template cannot be shown"],
    ],
    [
      "rows of another shape",
      { difference: { ...NO_DIFFERENCE, tables: [{ table: "a", rows: [{}] }] } },
      [`${NAME}.json" says of the difference from the template cannot be shown`],
    ],
    ["a recording that is none", { recording: 3 }, [`${NAME}.json" holds as the recording is none`]],
    [
      "a recording without lists",
      { recording: { version: 1, test: {} } },
      [`${NAME}.json": `, "damaged", "otherDatabases: expected a list, got nothing"],
    ],
    [
      "steps of another shape",
      { recording: { ...RECORDING, steps: [{ text: "odd", status: "dreamt" }, 3] } },
      ["steps[0].commits: expected a list, got nothing", "1 ? odd (dreamt)"],
    ],
    [
      "a recording of a newer version",
      { recording: { ...RECORDING, version: 7, steps: [{ text: "x", changes: [ODD_CHANGE] }] } },
      [`${NAME}.json": `, "the format of version 7", "t +1", 'a={"real":{}}', 'b={"new":"kind"}', "c=true"],
    ],
    ["problems and a scenario of another shape", { problems: 3, scenario: { name: 7 } }, ["7  \n"]],
  ])("shows what it can, and names the file, where it has %s", async (_what, changes, sentences) => {
    const { failed } = createRetained(JSON.stringify({ ...RECORD, ...changes }));
    const text = (await failed("1")).lines.join("\n");
    for (const sentence of sentences) expect(text).toContain(sentence);
  });

  test("gives programs the recording as it is, of whatever version", async () => {
    const recording = { ...RECORDING, version: 7, colour: "green" };
    const { failed } = createRetained(JSON.stringify({ ...RECORD, recording }));
    expect((await failed("1")).data).toMatchObject({ recording });
  });

  test("does so as a process, too", async () => {
    const { project } = createRetained("{");
    expect(await runCli(project, ["failed", "1"])).toHaveEnded({ code: 2, stderr: [`${NAME}.json" cannot be read`] });
  });
});

describe("picklejar failed --at, given a file of states that is cut,", () => {
  const header = JSON.stringify({
    picklejar: 1,
    sha256: "",
    states: [{ names: ["1"], sizeBytes: 512, pageBytes: 512, pages: [[1, 0]] }],
  });

  test.each([
    ["in its images", `${String(header.length).padStart(15)}\n${header}x`, `${NAME}.states" is cut`],
    ["in its header", `${String(header.length).padStart(15)}\n{`, "The state after step 1"],
    ["to nothing", "", "The state after step 1"],
    ["and has no list", `${String(2).padStart(15)}\n{}`, "The state after step 1"],
  ])("%s, writes nothing and says why", async (_what, states, sentence) => {
    const { failed, folder, project } = createRetained(JSON.stringify(RECORD));
    writeFileSync(join(folder, `${NAME}.states`), states);
    await expect(failed("1", project.path("out.db"), "1")).rejects.toThrow(sentence);
    expect(existsSync(project.path("out.db"))).toBe(false);
  });
});

describe("picklejar show", () => {
  test.each([
    ["empty", ""],
    ["cut", "<!doctype html><html><scr"],
  ])("refuses a page that is %s, and names it", async (_what, html) => {
    const { folder, show } = createRetained(JSON.stringify(RECORD));
    const page = join(folder, `${NAME}.html`);
    writeFileSync(page, html);
    await expect(show()).rejects.toThrow(`"${page}" is cut`);
    writeFileSync(page, "<!doctype html><html></html>\n");
    expect((await show()).lines).toEqual([page]);
  });
});

interface Retained {
  readonly project: ReturnType<typeof createProject>;
  readonly folder: string;
  readonly failed: (which?: string, target?: string, at?: string) => Promise<CommandResult>;
  readonly show: () => Promise<CommandResult>;
}

/** A project in which a run retained a database, and somebody else wrote the record. */
function createRetained(record: string): Retained {
  const project = createProject();
  const folder = project.path(".picklejar/failed/2026-11-30T09-30-00Z-01234567");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "run.json"),
    JSON.stringify({ picklejar: 1, nonce: "0123456789", runDirectory: mkdtempSync(join(project.directory, "run-")) }),
  );
  writeFileSync(join(folder, `${NAME}.json`), record);
  writeFileSync(join(folder, `${NAME}.db`), "");
  const config = project.directory;
  return {
    project,
    folder,
    failed: (which, target, at) =>
      runFailed(
        { config, ...(at !== undefined && { at }) },
        [which, target].filter((word) => word !== undefined),
      ),
    show: () => runShow({ config, print: true }, ["1"]),
  };
}
