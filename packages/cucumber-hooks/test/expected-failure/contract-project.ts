import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunSummary } from "@picklejar/cucumber-hooks";

import { createSuite, type Suite, type SuiteOptions, type SuiteResult } from "../helpers/create-suite.js";
import { readHtml, readJson, readJunit, readListed, readMessages, readRerun, readText, type Report } from "./read-reports.js";
import { SITUATIONS, type Expectation, type Situation, type Status } from "./situations.js";
import { EARLY_HOOKS, RUN_EACH, STEPS, SUPPORT } from "./support-code.js";

/** A scenario of a situation, and where it is. */
export interface PlacedScenario extends Expectation {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** All that a run left. */
export interface ContractRun extends SuiteResult {
  readonly messages: Report;
  readonly success: boolean | undefined;
  readonly json: Report;
  readonly html: Report;
  readonly junit: Report;
  readonly rerun: ReadonlySet<string>;
  readonly progress: ReturnType<typeof readListed>;
  readonly summary: ReturnType<typeof readListed>;
  /** Absent where this Cucumber has no such formatter. */
  readonly pretty: string | undefined;
  readonly runSummary: RunSummary;
}

/** A suite with a feature file for each situation. */
export interface ContractProject {
  readonly suite: Suite;
  readonly scenarios: readonly PlacedScenario[];
  readonly major: 12 | 13;
  /** The plugin came with 12.5. */
  readonly hasPlugins: boolean;
  /** The formatters that are checked and that this Cucumber lacks. */
  readonly missingFormatters: readonly string[];
  run(arguments_: readonly string[], env?: Readonly<Record<string, string>>): Promise<ContractRun>;
  /** Runs each file by itself; gives by file whether it succeeded. */
  runEach(files: readonly string[]): Promise<Readonly<Record<string, boolean>>>;
}

const CONFIG = `
export default {
  import: ["features/support/early.js", "features/support/picklejar.js", "features/steps/*.js"],
  publishQuiet: true,
};
`;

export function createContractProject(
  situations = SITUATIONS,
  files: Readonly<Record<string, string>> = {},
  options?: SuiteOptions,
): ContractProject {
  const features = new Map(situations.map((situation, index) => [fileOf(index), formatFeature(situation)]));
  const all = {
    ...Object.fromEntries(features),
    "features/support/early.js": EARLY_HOOKS,
    "features/support/picklejar.js": SUPPORT,
    "features/steps/steps.js": STEPS,
    "run-each.mjs": RUN_EACH,
    "cucumber.mjs": CONFIG,
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY);",
    ...files,
  };
  const suite = createSuite(all, options);
  const cucumber = suite.path("node_modules/@cucumber/cucumber");
  const { version, dependencies } = JSON.parse(readFileSync(join(cucumber, "package.json"), "utf8")) as {
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  // 12 has it from another package, 13 among its own; 12.0 has none.
  const hasPretty =
    "@cucumber/pretty-formatter" in dependencies || existsSync(join(cucumber, "lib/formatter/builtin/pretty.js"));
  const [major = 0, minor = 0] = version.split(".").map(Number);
  let runs = 0;
  return {
    suite,
    scenarios: situations.flatMap((situation, index) =>
      placeScenarios(situation, fileOf(index), features.get(fileOf(index)) ?? ""),
    ),
    major: major === 12 ? 12 : 13,
    hasPlugins: major > 12 || minor >= 5,
    missingFormatters: hasPretty ? [] : ["pretty"],
    run: async (arguments_, env) => {
      const out = `out-${runs++}`;
      suite.write(`${out}/.keep`, "");
      const formatters = ["message", "json", "html", "junit", "rerun", "progress", "summary", ...(hasPretty ? ["pretty"] : [])];
      const formats = formatters.flatMap((name) => ["--format", `${name}:${out}/${name}`]);
      const result = await suite.start([...formats, ...arguments_], {
        PICKLEJAR_SUMMARY_FILE: suite.path(`${out}/run.json`),
        ...env,
      }).end;
      return readRun(result, suite.path(out));
    },
    runEach: async (paths) => {
      const { stdout, stderr } = await suite.startNode(["run-each.mjs", ...paths]).end;
      const line = stdout.split("\n").find((text) => text.startsWith("{"));
      if (line === undefined) throw new Error(`no results:\n${stdout}\n${stderr}`);
      return JSON.parse(line) as Record<string, boolean>;
    },
  };
}

/** What Cucumber is to report of a scenario. */
export function statusOf({ status }: Expectation, major: 12 | 13): Status {
  return typeof status === "string" ? status : status[major];
}

function readRun(result: SuiteResult, out: string): ContractRun {
  const path = (name: string): string => join(out, name);
  if (!existsSync(path("message"))) throw new Error(`no reports:\n${result.stdout}\n${result.stderr}`);
  const { report: messages, success } = readMessages(path("message"));
  return {
    ...result,
    messages,
    success,
    json: readJson(path("json")),
    html: readHtml(path("html")),
    junit: readJunit(path("junit")),
    rerun: readRerun(path("rerun")),
    progress: readListed(path("progress")),
    summary: readListed(path("summary")),
    pretty: readText(path("pretty")),
    runSummary: JSON.parse(readText(path("run.json")) ?? "{}") as RunSummary,
  };
}

function fileOf(index: number): string {
  return `features/${String(index + 1).padStart(3, "0")}.feature`;
}

function formatFeature({ title, body, featureTags }: Situation): string {
  return `${featureTags === undefined ? "" : `${featureTags}\n`}Feature: ${title}\n\n${body}`;
}

function placeScenarios({ scenarios }: Situation, file: string, text: string): readonly PlacedScenario[] {
  const lines = text.split("\n").map((line) => line.trim());
  return Object.entries(scenarios).map(([name, expectation]) => {
    const isLine = (line: string): boolean =>
      line === `Scenario: ${name}` || line.replaceAll(/\s+/g, " ") === `| ${name.replace(/^row /, "")} |`;
    return Object.assign({ name, file, line: lines.findIndex(isLine) + 1 }, expectation);
  });
}
