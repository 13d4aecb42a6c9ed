import { processStartTime, type ProcessIdentity } from "../../files/process-start-time.js";

/** A process that runs each test file in a process of its own, as `node --test` does, and the file that this one is for. */
export interface FileRunner extends ProcessIdentity {
  /** Absolute. */
  readonly file: string;
}

/** Finds the runner that started this process for one file; `undefined` where none did. */
export function findFileRunner(): FileRunner | undefined {
  const [, file] = process.argv;
  if (!process.env["NODE_TEST_CONTEXT"]?.startsWith("child") || file === undefined) return undefined;
  return { pid: process.ppid, startTime: processStartTime(process.ppid), file };
}

/** Whether both are for files of one start of their runner, and for different ones: with `--watch` it runs a file again. */
export function isForOtherFile(one: FileRunner | undefined, other: FileRunner | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.pid === other.pid && one.startTime === other.startTime && one.file !== other.file;
}
