import type { Database } from "../../sqlite/load-sqlite.js";
import { listForeignKeyViolations, newViolations, type KnownViolation } from "./foreign-key-violations.js";

/** Keeps foreign keys off during migrations, and remembers which rows already pointed nowhere. */
export interface ForeignKeyGuard {
  /** Call it before each migration, outside a transaction: the previous one may have turned them on. */
  readonly turnOff: () => void;
  /** Finds rows that point nowhere and did not at the last check. After `accept`, these count as known. */
  readonly check: () => { readonly violations: readonly KnownViolation[]; readonly accept: () => void };
  /** Restores the setting. */
  readonly restore: () => void;
}

export function createForeignKeyGuard(database: Database): ForeignKeyGuard {
  const wereOn = database.pragma("foreign_keys", { simple: true }) === 1;
  let known: readonly KnownViolation[] | undefined;
  return {
    turnOff() {
      database.pragma("foreign_keys = OFF");
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
