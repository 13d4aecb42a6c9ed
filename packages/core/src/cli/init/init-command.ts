import { join, relative, resolve } from "node:path";

import { findConfig } from "../../config/find-config.js";
import { FileNotWrittenError } from "../../errors/classes/init-errors.js";
import { toLogText } from "../../errors/log-text.js";
import type { CommandOptions, CommandResult } from "../command-result.js";
import { formatCount } from "../format-quantity.js";
import { MisuseError, refusal } from "../misuse-error.js";
import { ask, canAsk } from "./ask.js";
import { describeFiles, describeFindings, describeNext, type PresentFile } from "./describe-init.js";
import type { ProposedFile } from "./files/proposed-file.js";
import { findProject, type FindProjectOptions, type FoundProject } from "./find-project/find-project.js";
import { quote } from "./find-project/migrations/find-migrations.js";
import { findPackageManager } from "./find-project/package-manager.js";
import { openProjectFolder, type ProjectFolder } from "./find-project/project-folder.js";
import { createPlan, type Plan } from "./plan.js";
import { requireWritable, stateOf, writeFiles } from "./write-files.js";

export interface InitOptions extends Pick<CommandOptions, "json" | "verbose">, FindProjectOptions {
  /** Write without a question. */
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** What a run of `init` is about. */
interface Setup {
  readonly project: FoundProject;
  readonly plan: Plan;
  readonly missing: readonly ProposedFile[];
  readonly present: readonly PresentFile[];
}

/** `picklejar init`: writes a configuration and a first test, and changes no file that exists. */
export async function runInit(options: InitOptions): Promise<CommandResult> {
  const folder = openProjectFolder(resolve("."));
  const config = findExistingConfig(folder.directory);
  if (config !== undefined) return describeExisting(folder, config);
  const project = findProject(folder, options);
  const plan = createPlan(project);
  const states = plan.files.map((file) => ({ file, state: stateOf(folder.directory, file) }));
  const missing = states.filter(({ state }) => state === "missing").map(({ file }) => file);
  const present = states.flatMap(({ file, state }) => (state === "missing" ? [] : [{ file, state }]));
  const setup = { project, plan, missing, present };
  if (options.dryRun === true) return describeDryRun(setup);
  requireReadableConfig(present, folder.directory);
  requireWritable(folder.directory, missing);
  if (options.yes === true) return write(setup, describeFindings(project));
  return askAndWrite(setup, options);
}

/** What has the name of the configuration and is none, for example a link that leads nowhere, would leave the first test without one. */
function requireReadableConfig(present: readonly PresentFile[], directory: string): void {
  const config = present.find(({ file, state }) => state === "other" && file.path.startsWith("picklejar.config."));
  if (config === undefined) return;
  throw new FileNotWrittenError(join(directory, config.file.path), "something is there that picklejar cannot read", []);
}

/** @throws misuse if there are several in one folder, or it is another user's */
function findExistingConfig(directory: string): string | undefined {
  try {
    return findConfig(directory);
  } catch (error) {
    throw new MisuseError(error);
  }
}

function describeExisting(folder: ProjectFolder, config: string): CommandResult {
  const run = findPackageManager(folder).run("picklejar status");
  return {
    exitCode: 0,
    data: { outcome: "exists", directory: folder.directory, config, run },
    lines: [`Nothing to do: "${config}" is there. To see what it gives, run:`, `     ${run}`],
  };
}

function describeDryRun(setup: Setup): CommandResult {
  const { project, plan, missing, present } = setup;
  const lines = [...describeFindings(project), "", `Would write ${countFiles(missing)}:`, ...describeFiles(missing, present)];
  return { exitCode: 0, data: dataOf(setup, "dry-run", []), lines: [...lines, ...describeNext(plan)] };
}

async function askAndWrite(setup: Setup, { json = false }: InitOptions): Promise<CommandResult> {
  const { project, missing, present } = setup;
  if (json) throw refusal("init with --json asks no question. Add --yes to write the files, or --dry-run to see them");
  const shown = [...describeFindings(project), "", `Would write ${countFiles(missing)}:`, ...describeFiles(missing, present)];
  if (!canAsk()) {
    const cure = "Nothing was written: there is no terminal to ask on. Add --yes to write these files.";
    return { exitCode: 2, data: undefined, lines: shown, errorLines: [`picklejar: ${cure}`] };
  }
  process.stdout.write(`${toLogText(shown.join("\n"))}\n\n`);
  const answer = await ask(`Write ${missing.length === 1 ? "this file" : `these ${missing.length} files`}?`);
  if (answer === "yes") return write(setup, []);
  process.stdout.write(answer === "interrupted" ? "\n" : "");
  process.stderr.write("Nothing was written.\n");
  // A shell stops its script only if the program says that Ctrl-C ended it.
  if (answer === "interrupted") process.kill(process.pid, "SIGINT");
  return { exitCode: 1, data: undefined, lines: [] };
}

function write(setup: Setup, findings: readonly string[]): CommandResult {
  const { project, plan, missing, present } = setup;
  const written = writeFiles(project.folder.directory, missing);
  const late = missing.filter((file) => !written.includes(file)).map((file): PresentFile => ({ file, state: "other" }));
  return {
    exitCode: 0,
    data: dataOf(setup, "written", written),
    lines: [
      ...findings,
      "",
      ...written.map(({ path }) => `Wrote ${path}`),
      ...describeFiles([], [...present, ...late]),
      ...describeNext({ ...plan, run: inProject(project, plan.run) }),
    ],
  };
}

/** The command as it has to be typed in the working directory. */
function inProject({ folder: { directory } }: FoundProject, command: string): string {
  const path = relative(process.cwd(), directory);
  return path === "" ? command : `cd ${quote(path)} && ${command}`;
}

function dataOf({ project, plan, missing, present }: Setup, outcome: string, written: readonly ProposedFile[]): object {
  const { folder, language, packageManager, migrations, runner, problems } = project;
  const isWritten = (file: ProposedFile): boolean => written.includes(file);
  return {
    outcome,
    directory: folder.directory,
    language: language.name,
    modules: language.modules,
    packageManager: packageManager.name,
    migrations: { tool: migrations.tool, location: migrations.location },
    runner: runner.name,
    files: [
      ...missing.map((file) => ({
        ...file,
        outcome: outcome === "dry-run" ? "would be written" : isWritten(file) ? "written" : "exists",
      })),
      ...present.map(({ file: { path }, state }) => ({ path, outcome: state === "same" ? "same" : "exists" })),
    ],
    edits: plan.edits,
    notes: [...problems, ...plan.notes],
    install: plan.install ?? null,
    run: plan.run,
  };
}

function countFiles(files: readonly ProposedFile[]): string {
  return formatCount(files.length, "file");
}
