import { writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";

import { toLogText } from "../../errors/log-text.js";
import { messageOf } from "../../errors/message-of.js";
import { ensureIgnoredDirectory } from "../../evidence/retained/retained-directory.js";
import type { SummaryHead } from "./summary-head.js";

type SummaryFile = Omit<SummaryHead, "exitCode">;

/**
 * Writes a summary as JSON. Never throws: stderr says what is wrong with the file.
 *
 * @param path absolute. Its folder must be there, unless that is `.picklejar`, which is made as for retained databases
 * @param exitCode of the process; without it, the file is written once more when the process exits
 */
export function writeSummaryFile(path: string, summary: SummaryFile, exitCode?: number): void {
  const { picklejar, version, run, startedAt, ...others } = summary;
  const write = (code: number | undefined): boolean => {
    const content = { picklejar, version, run, startedAt, ...(code !== undefined && { exitCode: code }), ...others };
    return writeText(path, `${JSON.stringify(content, undefined, 2)}\n`);
  };
  if (write(exitCode) && exitCode === undefined) whenExiting(write);
}

/** Calls a listener after others of `exit`: Jest sets the exit code in one that it adds after its global teardown. */
function whenExiting(listener: (code: number) => unknown): void {
  const onExit = (): unknown => listener(Number(process.exitCode ?? 0));
  process.once("exit", onExit);
  process.once("beforeExit", () => {
    process.off("exit", onExit);
    process.once("exit", onExit);
  });
}

/** @returns whether it is written; otherwise stderr says why not */
function writeText(path: string, text: string): boolean {
  try {
    if (basename(dirname(path)) === ".picklejar") ensureIgnoredDirectory(dirname(path));
    writeFileSync(path, text);
    return true;
  } catch (error) {
    const problem = messageOf(error);
    process.stderr.write(toLogText(`picklejar: PICKLEJAR_SUMMARY_FILE must be a file that can be written: ${problem}\n`));
    return false;
  }
}
