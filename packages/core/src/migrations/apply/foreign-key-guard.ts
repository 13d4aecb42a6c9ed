import type { Database } from "../../sqlite/load-sqlite.js";
import type { MigratedForeignKeys } from "../ledger.js";
import { listForeignKeyViolations, newViolations, type KnownViolation } from "./foreign-key-violations.js";

/** Has foreign keys be during migrations as they should be, and remembers which rows already pointed nowhere. */
export interface ForeignKeyGuard {
  /** Call it before each migration, outside a transaction: the previous one may have turned them on or off. */
  readonly prepare: () => void;
  /** Finds rows that point nowhere and did not at the last check. After `accept`, these count as known. */
  readonly check: () => { readonly violations: readonly KnownViolation[]; readonly accept: () => void };
  /** Restores the setting. */
  readonly restore: () => void;
}

/** @param during absent if they are to be off */
export function createForeignKeyGuard(database: Database, during?: MigratedForeignKeys): ForeignKeyGuard {
  const wereOn = database.pragma("foreign_keys", { simple: true }) === 1;
  const areOn = during === "on" || during === "on-at-first" || (during === "as-connected" && wereOn);
  let known: readonly KnownViolation[] | undefined;
  return {
    prepare() {
      database.pragma(`foreign_keys = ${areOn ? "ON" : "OFF"}`);
      known ??= listForeignKeyViolations(database);
    },
    check() {
      const found = listForeignKeyViolations(database);
      return {
        violations: newViolations(known ?? [], found),
        accept() {
          known = found;
        },
      };
    },
    restore() {
      database.pragma(`foreign_keys = ${wereOn ? "ON" : "OFF"}`);
    },
  };
}
