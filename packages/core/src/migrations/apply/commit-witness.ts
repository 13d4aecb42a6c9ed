import { attempt } from "../../errors/attempt.js";
import { loadSqlite, type Database } from "../../sqlite/load-sqlite.js";

/** Notices commits of another connection. */
export interface CommitWitness {
  /** Whether something has been committed since the witness was made; `undefined` if that cannot be seen. Ask outside transactions. */
  readonly hasSeenCommit: () => boolean | undefined;
}

/**
 * Runs a function with a second, read-only connection to a database: a connection does not say which of its own transactions were committed,
 * but `PRAGMA data_version` on another connection does.
 */
export async function withCommitWitness<Result>(
  database: Database,
  run: (witness: CommitWitness) => Promise<Result>,
): Promise<Result> {
  const connection = connect(database);
  const before = connection && readVersion(connection);
  try {
    return await run({
      hasSeenCommit() {
        const now = connection && readVersion(connection);
        return before === undefined || now === undefined ? undefined : now !== before;
      },
    });
  } finally {
    connection?.close();
  }
}

/** No second connection can open a database in memory. */
function connect(database: Database): Database | undefined {
  if (database.memory || !database.open) return undefined;
  return attempt(() => new (loadSqlite())(database.name, { readonly: true, timeout: 0 }));
}

/** Another connection may have locked the file, for example with `locking_mode = EXCLUSIVE`. */
function readVersion(connection: Database): unknown {
  return attempt(() => connection.pragma("data_version", { simple: true }));
}
