import { describeValue } from "../options/option-error.js";
import type { LedgerComparison } from "./compare-ledger.js";
import type { ResolvedMigration } from "./files/resolved-migration.js";
import { misuseRangeError, misuseTypeError } from "../errors/misuse-error.js";

/** How far up to go; without either, all the way. */
export interface UpLimit {
  /** Name of the last migration to run. */
  readonly to?: string | undefined;
  /** How many to run at most. */
  readonly step?: number | undefined;
}

/** How far down to go; without either, one migration. */
export interface DownLimit {
  /** Name of the last migration to revert; `0` reverts all. */
  readonly to?: string | 0 | undefined;
  /** How many to revert at most. */
  readonly step?: number | undefined;
}

/**
 * Picks the migrations that a call of `up` runs, in the order of the code.
 *
 * @throws `TypeError` for both limits at once; `RangeError` for a name that the code does not have, and for less than one step
 */
export function selectPending(comparison: LedgerComparison, { to, step }: UpLimit): readonly ResolvedMigration[] {
  checkLimits(comparison, to, step);
  const { pending } = comparison;
  if (to === undefined) return pending.slice(0, step);
  return pending.slice(0, pending.findIndex(({ name }) => name === to) + 1);
}

/** Picks the migrations that a call of `down` reverts, in the order of the code. */
export function selectExecuted(comparison: LedgerComparison, { to, step }: DownLimit): readonly ResolvedMigration[] {
  checkLimits(comparison, to === 0 ? undefined : to, step);
  const { executed } = comparison;
  if (to === 0) return executed;
  if (to === undefined) return executed.slice(-(step ?? 1));
  const index = executed.findIndex(({ name }) => name === to);
  return index < 0 ? [] : executed.slice(index);
}

function checkLimits({ executed, pending }: LedgerComparison, to: string | undefined, step: number | undefined): void {
  if (to !== undefined && step !== undefined) throw misuseTypeError(`to and step exclude each other, got "${to}" and ${step}`);
  if (step !== undefined && !(Number.isSafeInteger(step) && step > 0)) {
    throw misuseRangeError(`step: expected a whole number above 0, got ${describeValue(step)}`);
  }
  if (to !== undefined && ![...executed, ...pending].some(({ name }) => name === to))
    throw unknownNameError("to", to, [...executed, ...pending]);
}

/** @param known in the order of the code */
export function unknownNameError(argument: string, name: string, known: readonly ResolvedMigration[]): RangeError {
  return misuseRangeError(
    `${argument}: expected the name of a migration, for example "${known.at(-1)?.name ?? ""}", got ${JSON.stringify(name)}`,
  );
}
