import type { Database } from "../../sqlite/load-sqlite.js";
import { listForeignKeyViolations, newViolations, type KnownViolation } from "./foreign-key-violations.js";

/** Keeps foreign keys off while migrating, and knows which rows pointed nowhere already. */
export interface ForeignKeyGuard {
  /** To be called before each migration, outside of a transaction: the one before may have turned them on. */
  readonly turnOff: () => void;
  /** Rows that point nowhere and did not at the last check. What it finds is known from then on when `accept` is called. */
  readonly check: () => { readonly violations: readonly KnownViolation[]; readonly accept: () => void };
  /** Makes the setting what it was. */
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
