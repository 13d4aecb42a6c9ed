import { chmodSync, constants, copyFileSync, rmSync, statSync } from "node:fs";
import { CONTENT_SUFFIXES } from "../../files/database-files.js";
import { hasErrorCode } from "../../errors/error-code.js";
import { messageOf } from "../../errors/message-of.js";

/** So often it begins anew when somebody writes meanwhile. */
const MAX_ATTEMPTS = 20;

const [from = "", to = ""] = process.argv.slice(2);

try {
  if (!copyWhileNobodyWrites()) fail(`"${from}" is written to all the time: no moment was found to copy it.`);
} catch (error) {
  fail(messageOf(error));
}

function copyWhileNobodyWrites(): boolean {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const seen = look();
    for (const suffix of CONTENT_SUFFIXES) copyFile(from + suffix, to + suffix);
    if (look() === seen) return true;
  }
  return false;
}

function copyFile(path: string, targetPath: string): void {
  rmSync(targetPath, { force: true });
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return;
  try {
    copyFileSync(path, targetPath, constants.COPYFILE_EXCL);
    chmodSync(targetPath, 0o600);
  } catch (error) {
    // A journal may go meanwhile; then there is another attempt.
    if (!hasErrorCode(error, "ENOENT")) throw error;
  }
}

function look(): string {
  return CONTENT_SUFFIXES.map((suffix) => {
    const stats = statSync(from + suffix, { throwIfNoEntry: false, bigint: true });
    return stats === undefined ? "" : `${stats.ino}:${stats.size}:${stats.mtimeNs}`;
  }).join(" ");
}

function fail(problem: string): void {
  process.stderr.write(problem);
  process.exitCode = 1;
}
