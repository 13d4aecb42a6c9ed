import { MigrationDuplicateError, MigrationOrderAmbiguousError } from "../../errors/classes/migration-source-errors.js";
import type { ResolvedMigration } from "../files/resolved-migration.js";
import type { MigrationSource } from "../migration-source.js";

/**
 * Sorts migrations into the order in which they run.
 *
 * @throws {@link MigrationDuplicateError} `MIGRATION_DUPLICATE` for two of one name; {@link MigrationOrderAmbiguousError}
 * `MIGRATION_ORDER_AMBIGUOUS` if the numbers in their names give another order and the option `order` is not set
 */
export function orderMigrations(
  migrations: readonly ResolvedMigration[],
  order: MigrationSource["order"],
): readonly ResolvedMigration[] {
  refuseDuplicates(migrations);
  const sorted = sortByName(migrations, order);
  if (order === undefined) refuseNeighbours(sorted, "name", (previous, next) => compareNaturally(previous.name, next.name) > 0);
  return sorted;
}

/** Sorts by name, into a new array. */
export function sortByName<Named extends { readonly name: string }>(
  named: readonly Named[],
  order: MigrationSource["order"],
): Named[] {
  return named.toSorted((left, right) => compareNames(left.name, right.name, order));
}

/** Negative when `left` sorts before `right`. */
export function compareNames(left: string, right: string, order: MigrationSource["order"]): number {
  return order === "natural" ? compareNaturally(left, right) : compareCodeUnits(left, right);
}

function refuseDuplicates(migrations: readonly ResolvedMigration[]): void {
  const seen = new Map<string, ResolvedMigration>();
  for (const migration of migrations) {
    const other = seen.get(migration.name);
    if (other !== undefined) {
      const paths = [other.path, migration.path].filter((path) => path !== undefined);
      throw new MigrationDuplicateError(migration.name, `Two migrations are called "${migration.name}"`, paths);
    }
    seen.set(migration.name, migration);
  }
}

/**
 * Refuses migrations that would run in another order than they are listed.
 *
 * @param positionOf position of a migration in the list
 * @throws {@link MigrationOrderAmbiguousError} `MIGRATION_ORDER_AMBIGUOUS`
 */
export function refuseOtherOrder(
  sorted: readonly ResolvedMigration[],
  positionOf: (migration: ResolvedMigration) => number,
): void {
  refuseNeighbours(sorted, "list", (previous, next) => positionOf(previous) > positionOf(next));
}

function refuseNeighbours(
  sorted: readonly ResolvedMigration[],
  basis: "name" | "list",
  isWrong: (previous: ResolvedMigration, next: ResolvedMigration) => boolean,
): void {
  for (const [index, next] of sorted.entries()) {
    const previous = sorted[index - 1];
    if (previous !== undefined && isWrong(previous, next))
      throw new MigrationOrderAmbiguousError(previous.name, next.name, basis);
  }
}

function compareCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Compares numbers by value, also as parts of a version (`1.9` before `1.10`, and `1` before `1.1` whatever follows); letters before the first
 * number without regard to case; everything else, and ties such as `1` and `01`, by code unit.
 */
function compareNaturally(left: string, right: string): number {
  const leftParts = partsOf(left);
  const rightParts = partsOf(right);
  for (const [index, part] of leftParts.entries()) {
    const other = rightParts[index];
    if (other === undefined) break;
    const difference = isNumber(part) && isNumber(other) ? compareVersions(part, other) : compareWords(part, other, index);
    if (difference !== 0) return difference;
  }
  return leftParts.length - rightParts.length || compareCodeUnits(left, right);
}

/** A letter after digits makes them part of a word: `001_2fa` is not version 1.2. */
function partsOf(name: string): readonly string[] {
  return name.match(/\d+(?:[._-]\d+(?![\p{L}\d]))*|\D+/gu) ?? [];
}

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}

function compareWords(left: string, right: string, index: number): number {
  return index === 0 ? compareCodeUnits(left.toLowerCase(), right.toLowerCase()) : compareCodeUnits(left, right);
}

function compareVersions(left: string, right: string): number {
  const rightNumbers = right.split(/[._-]/);
  const leftNumbers = left.split(/[._-]/);
  for (const [index, number] of leftNumbers.slice(0, rightNumbers.length).entries()) {
    const difference = compareNumbers(number, rightNumbers[index] ?? "");
    if (difference !== 0) return difference;
  }
  return leftNumbers.length - rightNumbers.length;
}

function compareNumbers(left: string, right: string): number {
  const [leftDigits, rightDigits] = [left.replace(/^0+/, ""), right.replace(/^0+/, "")];
  return leftDigits.length - rightDigits.length || compareCodeUnits(leftDigits, rightDigits);
}
