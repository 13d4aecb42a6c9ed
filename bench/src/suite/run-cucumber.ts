import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { cleanEnvironment } from "../clean-environment.js";
import type { SuiteProject } from "./suite-project.js";
import type { SupportEnvironment } from "./support/support-environment.js";

const CUCUMBER = join(dirname(createRequire(import.meta.url).resolve("@cucumber/cucumber/package.json")), "bin/cucumber.js");
const SUPPORT_DIRECTORY = fileURLToPath(new URL("support/", import.meta.url));

/** What the scenarios took together, without loading Cucumber and without what is done once a run. */
export interface SuiteTimes {
  /** Milliseconds. */
  readonly scenariosMs: number;
  /** The first one's share, which pays for what is made once. */
  readonly firstScenarioMs: number;
  /** Milliseconds of a processor, this process's and the system's for it. */
  readonly scenariosCpuMs: number;
}

export interface CucumberRun {
  /** From the start of the process to its end, in milliseconds. */
  readonly wallMs: number;
  /** `undefined` for a run with workers. */
  readonly times: SuiteTimes | undefined;
  /** What picklejar says about the run; `undefined` without picklejar. */
  readonly summary: PicklejarSummary | undefined;
}

/** The part of picklejar's summary that matters here. */
export interface PicklejarSummary {
  readonly databases: number;
  readonly origins: Readonly<Record<string, number>>;
  readonly templates: readonly {
    readonly strategy: string;
    /** As a clause in lower case. */
    readonly strategyReason: string;
    readonly dirtyBaseFiles: number;
  }[];
}

/** What the steps of each scenario do: nothing at all, or open the database, write, read, and close it. */
export type SuiteSteps = "nothing" | "write";

export interface RunCucumberOptions {
  readonly project: SuiteProject;
  readonly scenarioCount: number;
  /** File in `support/`, without extension; `undefined` for a suite without hooks. */
  readonly support: string | undefined;
  readonly steps: SuiteSteps;
  /** Absolute folder for databases, picklejar's and others'; `undefined` where picklejar is to pick. */
  readonly storage: string | undefined;
  readonly strategy: string | undefined;
  /** 0 for a run without workers. */
  readonly workers: number;
  /** More arguments of Node. */
  readonly execArguments?: readonly string[];
}

/**
 * Runs the real command line of Cucumber once, on a suite that must pass.
 *
 * @throws `Error` with the end of what it printed, when it does not
 */
export async function runCucumber(options: RunCucumberOptions): Promise<CucumberRun> {
  const { directory } = options.project;
  const timesPath = join(directory, "times.json");
  const summaryPath = join(directory, "summary.json");
  const outputPath = join(directory, "output.txt");
  for (const path of [timesPath, summaryPath]) rmSync(path, { force: true });
  const output = openSync(outputPath, "w");
  const startMs = performance.now();
  const child = spawn(process.execPath, [...(options.execArguments ?? []), CUCUMBER, ...cucumberArguments(options)], {
    cwd: directory,
    stdio: ["ignore", output, output],
    env: { ...cleanEnvironment(), ...environmentOf(options), BENCH_TIMES: timesPath, PICKLEJAR_SUMMARY_FILE: summaryPath },
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  const wallMs = performance.now() - startMs;
  closeSync(output);
  if (code !== 0) {
    throw new Error(`the suite with "${options.support ?? "no hooks"}" ended with ${signal ?? code}:\n${endOf(outputPath)}`);
  }
  return { wallMs, times: options.workers > 0 ? undefined : readJson(timesPath), summary: readJson(summaryPath) };
}

function cucumberArguments({ project, scenarioCount, support, workers, steps }: RunCucumberOptions): readonly string[] {
  // The timer's BeforeAll is to run last, and its AfterAll first.
  const stepsFile = steps === "write" ? "steps-that-write" : "steps";
  const files = [...(support === undefined ? [] : [support]), stepsFile, ...(workers > 0 ? [] : ["timer"])];
  return [
    ...files.flatMap((name) => ["--import", join(SUPPORT_DIRECTORY, `${name}.js`)]),
    ...(workers > 0 ? ["--parallel", String(workers)] : []),
    project.featuresOf(scenarioCount),
  ];
}

function environmentOf({ project, storage, strategy }: RunCucumberOptions): NodeJS.ProcessEnv {
  return {
    BENCH_TEMPLATE: project.templatePath,
    BENCH_MIGRATIONS: project.migrationsDirectory,
    BENCH_DRIZZLE: project.drizzleDirectory,
    ...(storage === undefined ? {} : { BENCH_STORAGE: storage, PICKLEJAR_DIR: storage }),
    ...(strategy === undefined ? {} : { BENCH_STRATEGY: strategy }),
  } satisfies Omit<SupportEnvironment, "BENCH_TIMES" | "BENCH_STORAGE"> & NodeJS.ProcessEnv;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Says what `JSON.parse` gives, which only the caller knows.
function readJson<Content>(path: string): Content | undefined {
  if (!existsSync(path)) return undefined;
  const content: Content = JSON.parse(readFileSync(path, "utf8"));
  return content;
}

function endOf(path: string): string {
  return readFileSync(path, "utf8").slice(-3000);
}
