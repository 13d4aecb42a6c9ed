import { MigrationOrderAmbiguousError } from "../errors/migration-source-errors.js";
import type { MigrationSource } from "./migration-source.js";

/** Sorts what has a name by that name, in a new array. */
export function orderMigrations<Named extends { readonly name: string }>(
  migrations: readonly Named[],
  order: MigrationSource["order"],
): Named[] {
  const compare = order === "natural" ? compareNaturally : compareCodeUnits;
  const sorted = migrations.toSorted((left, right) => compare(left.name, right.name));
  if (order === undefined) refuseAmbiguousOrder(sorted);
  return sorted;
}

/** Whether `left` sorts before `right`. */
export function sortsBefore(left: string, right: string, order: MigrationSource["order"]): boolean {
  return (order === "natural" ? compareNaturally(left, right) : compareCodeUnits(left, right)) < 0;
}

function refuseAmbiguousOrder(sorted: readonly { readonly name: string }[]): void {
  for (const [index, { name }] of sorted.entries()) {
    const previous = sorted[index - 1]?.name;
    if (previous !== undefined && compareNaturally(previous, name) > 0) throw new MigrationOrderAmbiguousError(previous, name);
  }
}

function compareCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Runs of digits as numbers of any length; all else, and ties such as `1` and `01`, by code unit. */
function compareNaturally(left: string, right: string): number {
  const leftParts = left.match(/\d+|\D+/g) ?? [];
  const rightParts = right.match(/\d+|\D+/g) ?? [];
  for (const [index, part] of leftParts.entries()) {
    const other = rightParts[index];
    if (other === undefined) break;
    const difference = isNumber(part) && isNumber(other) ? compareNumbers(part, other) : compareCodeUnits(part, other);
    if (difference !== 0) return difference;
  }
  return leftParts.length - rightParts.length || compareCodeUnits(left, right);
}

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}

function compareNumbers(left: string, right: string): number {
  const [leftDigits, rightDigits] = [left.replace(/^0+/, ""), right.replace(/^0+/, "")];
  return leftDigits.length - rightDigits.length || compareCodeUnits(leftDigits, rightDigits);
}
