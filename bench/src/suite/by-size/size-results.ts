import type { Machine } from "../../machine.js";
import type { Spread } from "../../statistics.js";
import type { SuiteSteps } from "../run-cucumber.js";
import type { SuiteRow, SuiteTable } from "../suite-report.js";

/** What a database adds to a scenario, by the size of the template: the results file of which the docs show a table and a chart. */
export interface SizeResults {
  /** What measures it again. */
  readonly command: string;
  /** As an ISO date. */
  readonly measuredOn: string;
  readonly machine: Machine;
  readonly turns: number;
  readonly rows: readonly SizeRow[];
}

/** One size of template, kind of steps and storage. Spreads are in microseconds, beyond an empty pair of hooks. */
export interface SizeRow {
  readonly megabytes: number;
  readonly steps: SuiteSteps;
  /** What people call the storage. */
  readonly storage: string;
  /** What `auto` picked. */
  readonly strategy: string;
  readonly scenarioCount: number;
  readonly picklejar: Spread;
  readonly unrecorded: Spread;
  readonly byHand: Spread;
}

/** Takes the rows from tables by size that have all three contenders; `undefined` if there is none. */
export function collectSizeResults(
  tables: readonly SuiteTable[],
  machine: Machine,
  measuredOn: string,
): SizeResults | undefined {
  const [first] = tables;
  const rows = tables.flatMap(rowsOf);
  if (first === undefined || rows.length === 0) return undefined;
  const { turns } = first;
  return { command: `pnpm bench:suite --only templates --turns ${turns} --publish`, measuredOn, machine, turns, rows };
}

function rowsOf({ size, rows }: SuiteTable): readonly SizeRow[] {
  if (size === undefined) return [];
  const { megabytes, steps } = size;
  return rows
    .filter(({ name }) => name === "picklejar-auto")
    .flatMap((ours) => {
      const [unrecorded, byHand] = ["picklejar-unrecorded", "copy-by-hand-exclusively"].map((name) =>
        findPeer(rows, ours, name),
      );
      const strategy = ours.summary?.templates[0]?.strategy;
      const { storage, scenarioCount } = ours;
      if (unrecorded === undefined || byHand === undefined || storage === undefined || strategy === undefined) return [];
      return { megabytes, steps, storage, strategy, scenarioCount, picklejar: ours.addedMicroseconds, unrecorded, byHand };
    });
}

function findPeer(rows: readonly SuiteRow[], ours: SuiteRow, name: string): Spread | undefined {
  return rows.find((row) => row.name === name && row.storage === ours.storage)?.addedMicroseconds;
}
