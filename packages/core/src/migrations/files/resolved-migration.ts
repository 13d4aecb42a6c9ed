import { hash } from "node:crypto";

import type { MigrationFunction } from "../migration.js";

/** One direction of a migration. */
export type MigrationStep =
  | {
      readonly kind: "sql";
      /** Absolute; absent when given in code. */
      readonly path?: string;
      /** As written. The text of a down file is read when it is asked for. */
      readonly text: string;
      /** Given where its tool runs it outside of a transaction; otherwise its statements tell. */
      readonly transaction?: "none";
    }
  | {
      readonly kind: "module";
      /** Absolute. */
      readonly path: string;
    }
  | { readonly kind: "function"; readonly run: MigrationFunction };

/** A migration as read, from files or from code. */
export interface ResolvedMigration {
  /** As in the ledger: the file's name without extension and `.up`, or the folder's. */
  readonly name: string;
  /** Absolute path of the file that takes the database up; absent when given in code. */
  readonly path?: string;
  /** Hex SHA-256 of what takes the database up, with line endings normalised; of a function's source text. */
  readonly checksum: string;
  readonly up: MigrationStep;
  /** Absent when there is no way down. A module may turn out not to have one. */
  readonly down?: MigrationStep;
}

/** Hex SHA-256 of a migration's text. Not changed by a checkout that converts line endings. */
export function checksumOf(text: string): string {
  return hash("sha256", text.replaceAll("\r\n", "\n"));
}
