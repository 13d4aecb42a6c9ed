import { appendFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { attempt, ensureDirectory, type ScenarioPlace, THREAD_NAME } from "@picklejar/core/integration";

/** The outcome of an attempt of a scenario that must fail; plain data. */
export interface OutcomeRecord extends ScenarioPlace {
  readonly pickleId: string;
  /** From 1. */
  readonly attempt: number;
  readonly kind: "expected-failure" | "unexpected-pass" | "other-failure" | "not-judged";
  readonly scenario: string;
  /** The issues whose bug it showed; otherwise all that it captures. */
  readonly issues: readonly number[];
  /** Addresses of issues, by number. */
  readonly urls: Readonly<Record<number, string>>;
  /** Why a failure was not taken for the bug. */
  readonly reason?: string;
  /** The step that failed. */
  readonly step?: string;
  /** The thrown value, on one line. */
  readonly error?: string;
  /** Of an unexpected pass. */
  readonly tagsToRemove?: readonly (ScenarioPlace & { readonly tag: string })[];
  readonly tagsToKeep?: readonly string[];
}

/** Adds a record of this worker to the run directory, for the coordinator's summary. */
export function saveOutcome(runPath: string, record: OutcomeRecord): void {
  const directory = directoryOf(runPath);
  // It fails if the run has ended, whose directory must not come back.
  attempt(() => ensureDirectory(directory));
  if (existsSync(directory)) appendFileSync(join(directory, `${THREAD_NAME}.jsonl`), `${JSON.stringify(record)}\n`);
}

/** Gives the outcome of each scenario's last attempt, of all workers, by file and line. */
export function readOutcomes(runPath: string): readonly OutcomeRecord[] {
  const last = new Map<string, OutcomeRecord>();
  for (const record of readRecords(directoryOf(runPath))) {
    if (record.attempt >= (last.get(record.pickleId)?.attempt ?? 0)) last.set(record.pickleId, record);
  }
  return [...last.values()].toSorted((a, b) => Number(a.file > b.file) - Number(a.file < b.file) || a.line - b.line);
}

function readRecords(directory: string): readonly OutcomeRecord[] {
  if (!existsSync(directory)) return [];
  const lines = readdirSync(directory).flatMap((name) => readFileSync(join(directory, name), "utf8").split("\n"));
  return lines.filter((line) => line !== "").map((line): OutcomeRecord => JSON.parse(line));
}

function directoryOf(runPath: string): string {
  return join(runPath, "expected-failures");
}
