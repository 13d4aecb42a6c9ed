import { join } from "node:path";

import { MigrationFormatError, MigrationUnreadableError } from "../../../errors/classes/migration-source-errors.js";
import { firstLineOf } from "../../../errors/message-of.js";
import type { ReadText } from "../migration-reader.js";

/** An entry of Drizzle's journal. */
export interface JournalEntry {
  /** Name of the file, without its extension. */
  readonly tag: string;
  /** Milliseconds since 1970. */
  readonly when: number;
}

export function journalPathOf(folder: string): string {
  return join(folder, "meta", "_journal.json");
}

/**
 * Reads the journal of a folder of Drizzle's version 0.
 *
 * @throws {@link MigrationUnreadableError} `MIGRATION_UNREADABLE`, {@link MigrationFormatError} `MIGRATION_FORMAT_INVALID`
 */
export function readJournal(folder: string, readText: ReadText): readonly JournalEntry[] {
  const path = journalPathOf(folder);
  const journal = parse(path, readText(path));
  const { entries, dialect }: { entries?: unknown; dialect?: unknown } = Object(journal);
  if (typeof dialect === "string" && !SQLITE_DIALECTS.has(dialect)) {
    throw new MigrationFormatError(path, `its dialect is "${dialect}"`, "Name the folder of the migrations for SQLite");
  }
  if (!Array.isArray(entries) || !entries.every(isEntry)) {
    throw new MigrationFormatError(path, "it has no list of entries with tag and when", "Let drizzle-kit write it again");
  }
  return entries;
}

const SQLITE_DIALECTS = new Set(["sqlite", "turso", "d1", "d1-http"]);

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MigrationUnreadableError(path, `it is not JSON: ${firstLineOf(error)}`, error);
  }
}

function isEntry(value: unknown): value is JournalEntry {
  const { tag, when }: { tag?: unknown; when?: unknown } = Object(value);
  return typeof tag === "string" && typeof when === "number";
}
