import { styleText } from "node:util";
import { Command, CommanderError, InvalidArgumentError } from "commander";

import { runBuild } from "./build-command.js";
import { toLogJson, toLogText } from "../errors/log-text.js";
import { runClean, type CleanOptions } from "./clean-command.js";
import { findPicklejar } from "../modules/find-package.js";
import type { CommandOptions, CommandResult, ExitCode } from "./command-result.js";
import { describeError } from "./describe-error.js";
import { runDiff } from "./evidence/diff-command.js";
import { runFailed, runShow, type FailedOptions, type ShowOptions } from "./evidence/failed-command.js";
import { runFingerprint } from "./fingerprint-command.js";
import { runInit, type InitOptions } from "./init/init-command.js";
import { RUNNER_NAMES } from "./init/find-project/runners/find-runner.js";
import { type MergeOptions, runMerge } from "./merge/merge-command.js";
import { refusal } from "./misuse-error.js";
import { runStatus } from "./status/status-command.js";
import { runVerify } from "./verify/verify-command.js";

const EXIT_CODES = "\nExit codes: 0 fine, 1 the check did not hold or the work failed, 2 misuse.";
const MERGE_EXIT_CODES = "\nExit codes: 0 every shard passed, 1 one failed, is missing or does not fit, 2 misuse.";
const DIFF_EXIT_CODES = "\nExit codes: 0 they are the same, 1 they differ or the work failed, 2 misuse.";

const FOLDER = "folder that merge wrote, or a copy of .picklejar (default: that of the configuration)";

/** Runs `picklejar` with its arguments (without the program and the script), and gives the exit code. */
export async function runCommandLine(words: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram((result, options) => {
    print(result, options);
    exitCode = result.exitCode;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // Without a command, commander has printed help.
    if (error.code !== "commander.help") refuse(error, words);
    return 2;
  }
}

/** Reports what commander refuses like any other misuse. The words were not parsed, so `--json` is looked for among them. */
function refuse({ message }: CommanderError, words: readonly string[]): void {
  const problem = message.replace(/^error: /, "").replace(/\n\((Did you mean .+)\)$/, ". $1");
  const options = { json: words.includes("--json") };
  print(describeError(refusal(problem), options), options);
}

type Finish = (result: CommandResult, options: CommandOptions) => void;

function createProgram(finish: Finish): Command {
  const program = new Command("picklejar")
    .description("Builds, checks and removes the templates that test databases are copies of.")
    .version(readVersion(), "--version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .addHelpText("after", EXIT_CODES)
    .configureOutput({ outputError: () => undefined })
    .exitOverride();

  addInitCommand(program, finish);
  addCommand(program, "build", "build the templates that are missing", runBuild, finish);
  addCommand(program, "status", "say what is there, and what changed since the last template", runStatus, finish);
  const verify = "build once more from nothing, and compare with the cached template and with real migrations";
  addCommand(program, "verify", verify, runVerify, finish);
  const fingerprint = "print the fingerprint, a cache key for CI: one line over all databases";
  addCommand(program, "fingerprint", fingerprint, runFingerprint, finish);
  addCommand(program, "diff", "say how database B differs from A; without B, how A differs from its template", runDiff, finish)
    .argument("<A>", "path of a database")
    .argument("[B]", "path of a database (default: the template of A, or of the configuration's database)")
    .addHelpText("after", DIFF_EXIT_CODES);
  const failed = "list the retained databases of failed scenarios, or show step by step what one scenario changed";
  addCommand(program, "failed", failed, runFailed, finish)
    .argument("[which]", "number or name of a retained database")
    .argument("[file]", "with --at: file to write, which must not exist")
    .option("--folder <path>", FOLDER)
    .option("--at <step>", "write the database as it was after a step: its number, start, or end (after the hooks)");
  addCommand(program, "show", "open the page that shows what each step of a failed scenario changed", runShow, finish)
    .argument("[which]", "number or name of a retained database (default: the first of the latest run)")
    .option("--folder <path>", FOLDER)
    .option("--print", "only print the path of the page");
  addMergeCommand(program, finish);
  addCommand(program, "clean", "remove this project's templates, and what killed test runs left", runClean, finish)
    .option("--keep <number>", "keep this many templates of each kind and database, the most recently used", parseCount)
    .option("--dry-run", "only say what would be removed");
  return program;
}

/** It looks for no configuration, so it shares no options with the others. */
function addInitCommand(program: Command, finish: Finish): void {
  const command = program.command("init");
  command
    .description("look at the project, and write a configuration and a first test; changes no file that exists")
    .option("-y, --yes", "write the files without asking")
    .option("--dry-run", "only show the files")
    .option("-m, --migrations <folder>", "folder of migrations, if init finds several or none")
    .option("-r, --runner <name>", `test runner: ${RUNNER_NAMES.join(", ")}`)
    .option("--json", "print JSON; with --yes or --dry-run")
    .option("--verbose", "print stacks of errors")
    .action(async () => {
      const options: InitOptions = command.opts();
      finish(await runInit(options).catch((error: unknown) => describeError(error, options)), options);
    });
}

/** Folders of other machines have no configuration. */
function addMergeCommand(program: Command, finish: Finish): void {
  const command = program.command("merge");
  command
    .description("make one report of what the shards of a suite left: summaries, known bugs, retained databases")
    .argument("<folders...>", "folder of each shard: its .picklejar, or a copy of it")
    .option("-o, --output <folder>", "folder to write, which must be new, empty or of an earlier merge", ".picklejar/merged")
    .option("--shards <number>", "how many shards there must be (default: what their summaries say)", parseCount)
    .option("--json", "print JSON")
    .option("--verbose", "print stacks of errors")
    .addHelpText("after", MERGE_EXIT_CODES)
    .action(async () => {
      const options: MergeOptions = command.opts();
      finish(await runMerge(options, command.args).catch((error: unknown) => describeError(error, options)), options);
    });
}

function addCommand(
  program: Command,
  name: string,
  description: string,
  run: (options: CleanOptions & FailedOptions & ShowOptions, words: readonly string[]) => Promise<CommandResult>,
  finish: Finish,
): Command {
  const command = program.command(name);
  return command
    .description(description)
    .option("-c, --config <path>", "configuration file, or folder to look for one from (default: working directory)")
    .option("-d, --database <name>", "only this database of the configuration (default: all)")
    .option("--json", "print JSON")
    .option("--verbose", "print stacks of errors")
    .action(async () => {
      const options: CleanOptions & FailedOptions & ShowOptions = command.opts();
      finish(await run(options, command.args).catch((error: unknown) => describeError(error, options)), options);
    });
}

function print(result: CommandResult, { json = false }: CommandOptions): void {
  const { data, lines, isDifference = false, errorLines = [] } = result;
  if (json) {
    process.stdout.write(`${toLogJson(JSON.stringify(data, undefined, 2))}\n`);
    return;
  }
  const safeLines = lines.map(toLogText);
  const shown = isDifference ? colourDifference(safeLines) : safeLines;
  if (shown.length > 0) process.stdout.write(`${shown.join("\n")}\n`);
  if (errorLines.length > 0) process.stderr.write(`${errorLines.map(toLogText).join("\n")}\n`);
}

/** Colours a difference, line by line, on a terminal with colours (and without `NO_COLOR`). */
function colourDifference(lines: readonly string[]): readonly string[] {
  const { stdout } = process;
  return stdout.isTTY && stdout.hasColors() ? lines.map(colourLine) : lines;
}

const STYLES = [
  [/^ *\+/, "green"],
  [/^ *-/, "red"],
  [/^ *~/, "yellow"],
  [/^\S/, "bold"],
] as const;

function colourLine(line: string): string {
  const [, style] = STYLES.find(([pattern]) => pattern.test(line)) ?? [];
  return style === undefined ? line : styleText(style, line, { validateStream: false });
}

function parseCount(word: string): number {
  if (!/^\d+$/.test(word)) throw new InvalidArgumentError("Expected a whole number, 0 or more.");
  return Number(word);
}

function readVersion(): string {
  return findPicklejar(import.meta.dirname)?.version ?? "unknown";
}
