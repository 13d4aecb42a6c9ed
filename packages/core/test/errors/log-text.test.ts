import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { openCommandOf } from "../../src/evidence/retained/open-command.js";
import { MigrationRunner, PicklejarError } from "../../src/index.js";
import { toLogJson, toLogLine, toLogText } from "../../src/errors/log-text.js";
import { createCliProject, keepDatabase, runCli } from "../helpers/run-cli.js";
import { createFolder } from "../helpers/create-folder.js";

/** What logs of CI take for commands, and what terminals do: none may come out of picklejar as it came in. */
const HARMFUL: readonly (readonly [what: string, text: string, safe: string])[] = [
  ["Azure Pipelines: a log command", "a ##[error]b", String.raw`a #\u{23}[error]b`],
  [
    "Azure Pipelines: a variable",
    "##vso[task.setvariable variable=PATH]/evil",
    String.raw`#\u{23}vso[task.setvariable variable=PATH]/evil`,
  ],
  ["TeamCity: a service message", "x##teamcity[buildStop]", String.raw`x#\u{23}teamcity[buildStop]`],
  ["GitHub Actions: a command", "::error file=a.js::b", String.raw`\u{3a}:error file=a.js::b`],
  ["GitHub Actions: a command after blanks", "  ::add-mask::b", String.raw`  \u{3a}:add-mask::b`],
  ["GitHub Actions: a command in a later line", "a\n::stop-commands::b", `a\n${String.raw`\u{3a}:stop-commands::b`}`],
  ["GitHub Actions: a line that only a return begins", "a\r::error::b", String.raw`a\u{d}::error::b`],
  ["GitLab: a section", "section_start:1:evil\r\u{1b}[0Kb", String.raw`section_start:1:evil\u{d}\u{1b}[0Kb`],
  ["a terminal: colours, a title, a bell", "\u{1b}[31ma\u{1b}]0;b\u{7}", String.raw`\u{1b}[31ma\u{1b}]0;b\u{7}`],
  ["a terminal: 8-bit control characters", "\u{9b}31m", String.raw`\u{9b}31m`],
  ["a reader: the direction of writing", "a\u{202e}b\u{2066}c", String.raw`a\u{202e}b\u{2066}c`],
  ["a reader: further ends of lines", "a\u{2028}::error::b\u{85}", String.raw`a\u{2028}::error::b\u{85}`],
];

describe("toLogText", () => {
  test.each(HARMFUL)("escapes what is harmful to %s", (_to, text, safe) => {
    expect(toLogText(text)).toBe(safe);
    expect(toLogText(safe)).toBe(safe);
  });

  test.each([
    "two\nlines\twith a tab\r\nand one of Windows",
    "# heading, ## heading, ##, a::b, C++: std::vector, https://example.org/##x",
    "نام‌ها 👩‍👩‍👧 e\u{301}",
  ])("leaves what is none of that: %j", (text) => {
    expect(toLogText(text)).toBe(text.replaceAll("\r\n", "\n"));
  });
});

test("toLogLine gives one line", () => {
  expect(toLogLine("a\n::error::b")).toBe(String.raw`a\n::error::b`);
});

test("toLogJson gives the same JSON, without a command in it", () => {
  const value = { "##vso[a]": ["##[error]b", "::error::", "#\\u0023[c]"] };
  const json = toLogJson(JSON.stringify(value, undefined, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).not.toMatch(/##\w*\[/);
});

test("an error of picklejar's has no command in its message, and the name as it is in its fields", async () => {
  const directory = createFolder({ "001_##[error]x.sql": "SELECT RAISE(ABORT, 1); ##vso[a]" });
  const runner = new MigrationRunner({ migrations: directory });
  const error: unknown = await runner.initOrUpgrade(`${directory}/a.db`).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PicklejarError);
  expect(error).toMatchObject({ migration: "001_##[error]x" });
  expect(String(error)).not.toMatch(/##\w*\[/);
});

describe("a failed scenario whose database has names and values that are commands", () => {
  test("says nothing harmful in its report, nor does the command line", async () => {
    const project = createCliProject();
    const kept = await keepDatabase(project, `CREATE TABLE "##[group]t" ("::error::c" TEXT); ${insertAll('"##[group]t"')}`);
    const { stdout: shown } = await runCli(project, ["failed", "1"]);
    const { stdout: differs } = await runCli(project, ["diff", kept.path ?? ""]);
    const { stdout: json } = await runCli(project, ["failed", "1", "--json"]);
    for (const output of [kept.report, shown, differs, json]) {
      expect(output).not.toMatch(HARM);
      expect(output).toContain("task.setvariable");
    }
    expect(JSON.parse(json)).toMatchObject({ path: kept.path });
  });

  test("gives a command that opens the database, wherever it lies", () => {
    expect(openCommandOf("/a b/it's.db")).toBe(String.raw`sqlite3 '/a b/it'\''s.db'`);
    expect(openCommandOf("/##[error]\u{1b}'é\\.db")).toBe(String.raw`sqlite3 $'/\x23\x23[error]\x1b\x27\xc3\xa9\x5c.db'`);
  });

  test("says nothing harmful of a project in a folder that is a command", async () => {
    const project = createCliProject();
    mkdirSync(project.path("##vso[a]"));
    const { stderr, code } = await runCli(project, ["diff", project.path("##vso[a]")]);
    expect([code, stderr]).toEqual([2, expect.not.stringMatching(HARM)]);
  });
});

// oxlint-disable-next-line no-control-regex -- They are what is looked for.
const HARM = /##\w*\[|^\s*::|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u202a-\u202e\u2066-\u2069]/m;

function insertAll(table: string): string {
  return HARMFUL.map(([, text]) => `INSERT INTO ${table} VALUES ('${text}');`).join(" ");
}
