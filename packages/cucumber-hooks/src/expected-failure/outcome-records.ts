import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureDirectory, THREAD_NAME } from "@picklejar/core/integration";

/** How an attempt of a scenario that must fail came out; plain data. */
export interface OutcomeRecord {
  readonly pickleId: string;
  /** From 1 on. */
  readonly attempt: number;
  readonly kind: "expected-failure" | "unexpected-pass" | "other-failure" | "not-judged";
  readonly scenario: string;
  /** As Cucumber names the file: relative to the working directory, most often. */
  readonly file: string;
  readonly line: number;
  /** The issues whose bug it showed; all that it captures, where it did not. */
  readonly issues: readonly number[];
  /** Where to read about them, by number. */
  readonly urls: Readonly<Record<number, string>>;
  /** Why a failure was not taken for the bug. */
  readonly reason?: string;
  /** The step that failed. */
  readonly step?: string;
  /** What the step threw, on one line. */
  readonly error?: string;
  /** Of an unexpected pass. */
  readonly tagsToRemove?: readonly { readonly tag: string; readonly file: string; readonly line: number }[];
  readonly tagsToKeep?: readonly string[];
}

/** Adds a record to those that a worker leaves in the run directory, for the coordinator's summary. */
export function saveOutcome(runPath: string, record: OutcomeRecord): void {
  const directory = directoryOf(runPath);
  try {
    ensureDirectory(directory);
  } catch {
    // The run has ended, and its directory must not come back.
    return;
  }
  appendFileSync(join(directory, `${THREAD_NAME}.jsonl`), `${JSON.stringify(record)}\n`);
}

/** Gives the outcomes of all workers' scenarios, of each its last attempt, by file and line. */
export function readOutcomes(runPath: string): readonly OutcomeRecord[] {
  const last = new Map<string, OutcomeRecord>();
  for (const record of readRecords(directoryOf(runPath))) {
    if (record.attempt >= (last.get(record.pickleId)?.attempt ?? 0)) last.set(record.pickleId, record);
  }
  return [...last.values()].toSorted((a, b) => Number(a.file > b.file) - Number(a.file < b.file) || a.line - b.line);
}

function readRecords(directory: string): readonly OutcomeRecord[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap((name) =>
    readFileSync(join(directory, name), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line): OutcomeRecord => JSON.parse(line)),
  );
}

function directoryOf(runPath: string): string {
  return join(runPath, "expected-failures");
}
