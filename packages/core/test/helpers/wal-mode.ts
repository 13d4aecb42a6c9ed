import type { Database } from "better-sqlite3";

/** A `connection` in a file without imports of ours: all that is imported counts for the template. */
export const setWalMode = (database: Database): unknown => database.pragma("journal_mode = WAL");
