import { hash } from "node:crypto";

import type { MigrationFunction } from "../migration.js";

/** One direction of a migration. */
export type MigrationStep =
  | {
      readonly kind: "sql";
      /** Absolute; absent if given in code. */
      readonly path?: string;
      /** As written. For a down file, a getter that reads it. */
      readonly text: string;
      /** Set if its tool runs it outside a transaction; otherwise its statements decide. */
      readonly transaction?: "none";
    }
  | {
      readonly kind: "module";
      /** Absolute. */
      readonly path: string;
    }
  | { readonly kind: "function"; readonly run: MigrationFunction };

/** What the ledger of another tool says of a migration. */
export interface LedgerEntry {
  /** Tells it apart from the others, for example its version. */
  readonly key: string;
  /** Hex hash of its file, as the tool computes it; then other hashes that count as the same. Absent if the tool has none. */
  readonly hashes?: readonly [string, ...string[]];
}

/** A migration, from files or from code. */
export interface ResolvedMigration {
  /** Its name in the ledger: that of the file without extension and `.up`, or of the folder. */
  readonly name: string;
  /** Absolute path of the file with the way up; absent for one given in code. */
  readonly path?: string;
  /** What the ledger of the tool that owns its format says of it; absent for formats that no tool owns. */
  readonly entry?: LedgerEntry;
  /** Hex SHA-256 of the way up, with line endings normalised; for a function, of its source. */
  readonly checksum: string;
  readonly up: MigrationStep;
  /** Absent if there is no way down. A module may turn out to have none. */
  readonly down?: MigrationStep;
}

/** Hex SHA-256 of a migration's text. A checkout that converts line endings does not change it. */
export function checksumOf(text: string): string {
  return hash("sha256", text.replaceAll("\r\n", "\n"));
}
