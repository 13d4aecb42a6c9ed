import { basename } from "node:path";

import { MigrationFormatError } from "../../../errors/classes/migration-source-errors.js";
import type { ForeignMigration } from "../../foreign/foreign-ledger.js";

/**
 * Reads the whole number that a file's name begins with, up to the first `_`, as the ledger has it: without leading zeros.
 *
 * @throws {@link MigrationFormatError} `MIGRATION_FORMAT_INVALID`
 */
export function versionOf(path: string, owner: string): string {
  const [digits = ""] = basename(path).split("_", 1);
  if (/^\d{1,19}$/.test(digits) && BigInt(digits) < 2n ** 63n) return String(BigInt(digits));
  throw new MigrationFormatError(
    path,
    `${owner} expects a whole number before the first _ of its name`,
    "Rename it, or list it under ignore",
  );
}

/** Sorts by version, as numbers. */
export function compareVersions({ entry: left }: ForeignMigration, { entry: right }: ForeignMigration): number {
  const [leftVersion, rightVersion] = [BigInt(left.key), BigInt(right.key)];
  return leftVersion < rightVersion ? -1 : Number(leftVersion > rightVersion);
}
