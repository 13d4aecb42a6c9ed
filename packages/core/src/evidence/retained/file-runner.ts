import { processStartTime, type ProcessIdentity } from "../../files/processes/process-start-time.js";
import { Run } from "../../runs/run.js";

/**
 * A process that starts others for its test files, as `node --test` and Vitest do for each file, and Jest for some, and the first file that this one
 * is for.
 */
export interface FileRunner extends ProcessIdentity {
  /** Absolute. */
  readonly file: string;
}

class FirstTestFile {
  path: string | undefined;
}

/** Programs that Vitest and Jest start for test files: their parent is the runner itself, and they do not know the file. */
const WORKER = /[\\/](?:vitest[\\/]dist[\\/]workers[\\/](?:f|vmF)orks|jest-worker[\\/]build[\\/]processChild)\.js$/;

/** Notes the file that this process was started for, before it looks at what is retained. */
export function noteTestFile(run: Run, path: string): void {
  run.own(FirstTestFile).path ??= path;
}

/** Finds the runner that started this process for test files; `undefined` where none did. */
export function findFileRunner(): FileRunner | undefined {
  const file = findTestFile();
  return file === undefined ? undefined : { pid: process.ppid, startTime: processStartTime(process.ppid), file };
}

function findTestFile(): string | undefined {
  const [, program = ""] = process.argv;
  if (process.env["NODE_TEST_CONTEXT"]?.startsWith("child") === true) return program === "" ? undefined : program;
  return WORKER.test(program) ? Run.current()?.own(FirstTestFile).path : undefined;
}

/** Whether both are for files of one start of their runner, and for different ones: with `--watch` it runs a file again. */
export function isForOtherFile(one: FileRunner | undefined, other: FileRunner | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.pid === other.pid && one.startTime === other.startTime && one.file !== other.file;
}
