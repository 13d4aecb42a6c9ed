import type { Database } from "../../sqlite/load-sqlite.js";
import { quoteName } from "../../sqlite/quote-name.js";

/** The state of a connection that a migration may change and that is not stored in the database. */
export interface ConnectionState {
  /** Restores it. Call it outside a transaction. */
  readonly restore: () => void;
  /** Whether a database file was attached since. */
  readonly hasNewFile: () => boolean;
}

/**
 * Pragmas that change how statements behave, or make the next migration wait or run slowly. Without `journal_mode`, which belongs to the database.
 */
const PRAGMAS = (
  "analysis_limit automatic_index busy_timeout cache_size cell_size_check count_changes empty_result_callbacks full_column_names " +
  "ignore_check_constraints legacy_alter_table locking_mode query_only read_uncommitted recursive_triggers reverse_unordered_selects " +
  "secure_delete short_column_names synchronous temp_store trusted_schema writable_schema"
).split(" ");

/** One statement reads them all: a `PRAGMA` statement for each takes three times as long. */
const READ_PRAGMAS = `SELECT ${PRAGMAS.map((name) => `(SELECT * FROM pragma_${name})`).join(", ")}`;

/** Temporary indexes go with their tables. */
const DROP = { table: "TABLE", view: "VIEW", trigger: "TRIGGER" } as const;

/**
 * Remembers the state of a connection, so that every migration starts from the same state: otherwise it could behave differently in a call of its
 * own.
 */
export function captureConnectionState(database: Database): ConnectionState {
  const before = readPragmas(database);
  const wasCaseSensitive = isLikeCaseSensitive(database);
  const attached = new Set(listAttached(database).map(({ name }) => name));
  const listNew = (): readonly AttachedDatabase[] => listAttached(database).filter(({ name }) => !attached.has(name));
  const temporary = new Set(listTemporary(database).map(({ name }) => name));
  return {
    hasNewFile: () => listNew().some(({ file }) => file !== ""),
    restore() {
      for (const [index, value] of readPragmas(database).entries()) {
        if (value !== before[index]) database.pragma(`${PRAGMAS[index]} = ${String(before[index])}`);
      }
      if (isLikeCaseSensitive(database) !== wasCaseSensitive) {
        database.pragma(`case_sensitive_like = ${wasCaseSensitive ? "ON" : "OFF"}`);
      }
      for (const { name } of listNew()) database.exec(`DETACH ${quoteName(name)}`);
      for (const { type, name } of listTemporary(database)) {
        if (!temporary.has(name)) database.exec(`DROP ${DROP[type]} IF EXISTS temp.${quoteName(name)}`);
      }
    },
  };
}

interface AttachedDatabase {
  readonly name: string;
  /** Empty for one in memory, and for a temporary one. */
  readonly file: string;
}

function listAttached(database: Database): AttachedDatabase[] {
  return database.prepare<[], AttachedDatabase>("SELECT name, file FROM pragma_database_list WHERE seq > 1").all();
}

function listTemporary(database: Database): { readonly type: keyof typeof DROP; readonly name: string }[] {
  const sql = "SELECT type, name FROM temp.sqlite_schema WHERE type != 'index' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
  return database.prepare<[], { type: keyof typeof DROP; name: string }>(sql).all();
}

function readPragmas(database: Database): readonly unknown[] {
  return database.prepare<[], unknown[]>(READ_PRAGMAS).raw().get() ?? [];
}

/** The one pragma that cannot be read. */
function isLikeCaseSensitive(database: Database): boolean {
  return database.prepare<[], number>("SELECT 'a' LIKE 'A'").pluck().get() === 0;
}
