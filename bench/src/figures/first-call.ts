import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { initTestDb } from "@picklejar/core";

import type { FirstCallAction, FirstCallResult } from "../children/first-call.js";
import { compare } from "../compare.js";
import type { FigureTask } from "../figure-task.js";
import { measureInTurns, type Contender } from "../measure-in-turns.js";
import { createProject, type Project } from "../project.js";
import type { CheckedFigure } from "../report.js";
import { fileSystemOf } from "../storage.js";

const CHILD = fileURLToPath(new URL("../children/first-call.js", import.meta.url));
const run = promisify(execFile);

interface FirstCall {
  readonly name: string;
  readonly action: FirstCallAction;
  /** Whether the process is started in this process's run, as a command line that a test starts is. */
  readonly isHandedOn: boolean;
  /** Where the file that it makes goes, and is removed from afterwards. */
  readonly directory: string;
  /** Packages that it must not load. */
  readonly mustNotLoad: readonly string[];
}

/** The first call in a fresh process, timed by that process from its first import on, against migrating in one. */
export const measureFirstCall: FigureTask = async ({ workDirectory, isQuick }) => {
  const project = createProject(join(workDirectory, "project"), 200);
  process.chdir(project.directory);
  // Builds the template, and makes the run that is handed on.
  const runFolder = dirname(dirname((await initTestDb()).path));
  const diskFolder = join(workDirectory, "databases");
  mkdirSync(diskFolder);

  const calls = firstCalls(runFolder, diskFolder);
  const loaded = new Map<string, Set<string>>();
  const measurements = await measureInTurns(
    calls.map((call) => contenderFor(call, project, loaded)),
    { rounds: isQuick ? 3 : 15 },
  );
  const where = { [runFolder]: fileSystemOf(runFolder), [diskFolder]: fileSystemOf(diskFolder) };
  const references = calls.filter(({ action }) => action.startsWith("migrate"));
  const ours = calls.filter((call) => !references.includes(call));
  const figures = ours.flatMap((call) =>
    references.map((reference) =>
      compare(measurements, {
        title: `first call of a process, 200 migrations; migrated on ${where[reference.directory]}`,
        ours: call.name,
        reference: reference.name,
        // An application migrates its database on a disk; without one it is for information.
        ...(reference.directory === diskFolder ? { bar: { kind: "times-faster", value: 10 } as const } : {}),
      }),
    ),
  );
  return [...figures, ...ours.map((call) => checkLoaded(call, loaded.get(call.name) ?? new Set()))];
};

function firstCalls(runFolder: string, diskFolder: string): FirstCall[] {
  const both = ["umzug", "better-sqlite3"];
  return [
    { name: "initTestDb(), own run", action: "init-test-db", isHandedOn: false, directory: "", mustNotLoad: ["umzug"] },
    {
      name: "initTestDb(missing), handed-on run",
      action: "init-test-db-path",
      isHandedOn: true,
      directory: runFolder,
      mustNotLoad: ["umzug"],
    },
    {
      name: "initOrUpgrade(missing), handed-on run",
      action: "init-or-upgrade",
      isHandedOn: true,
      directory: runFolder,
      mustNotLoad: both,
    },
    { name: "MigrationRunner", action: "migrate-runner", isHandedOn: false, directory: diskFolder, mustNotLoad: [] },
    { name: "plain umzug", action: "migrate-umzug", isHandedOn: false, directory: diskFolder, mustNotLoad: [] },
    { name: "MigrationRunner, in memory", action: "migrate-runner", isHandedOn: false, directory: runFolder, mustNotLoad: [] },
    { name: "plain umzug, in memory", action: "migrate-umzug", isHandedOn: false, directory: runFolder, mustNotLoad: [] },
  ];
}

function contenderFor(call: FirstCall, project: Project, loaded: Map<string, Set<string>>): Contender {
  const path = join(call.directory, `first-call-${call.action}.db`);
  const { PICKLEJAR_RUN: runVariable, ...environment } = process.env;
  const env = call.isHandedOn ? { ...environment, PICKLEJAR_RUN: runVariable } : environment;
  return {
    name: call.name,
    isAsync: true,
    iterations: 1,
    run: async () => {
      const { stdout } = await run(process.execPath, [CHILD, call.action, path, project.migrationsDirectory], {
        cwd: project.directory,
        env,
      });
      const result: FirstCallResult = JSON.parse(stdout);
      const packages = loaded.get(call.name) ?? new Set();
      for (const name of result.loadedPackages) packages.add(name);
      loaded.set(call.name, packages);
      return result.durationMs;
    },
    after: () => {
      rmSync(path, { force: true });
    },
  };
}

function checkLoaded({ name, mustNotLoad }: FirstCall, packages: ReadonlySet<string>): CheckedFigure {
  const wrong = mustNotLoad.filter((forbidden) => packages.has(forbidden));
  return {
    kind: "checked",
    title: `${name}: loads no ${mustNotLoad.join(", no ")}`,
    seen: `loaded: ${packages.size === 0 ? "nothing" : [...packages].toSorted().join(", ")}`,
    isMet: wrong.length === 0,
  };
}
