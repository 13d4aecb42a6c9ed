import type { ResolvedDatabase } from "../config/database-config.js";
import type { Database } from "../sqlite/load-sqlite.js";

/** Opens a connection, and applies the configuration's `connection` to it. Where that throws, nothing stays open. */
export function openPrepared(connect: () => Database, { connection: prepare }: ResolvedDatabase): Database {
  const connection = connect();
  try {
    prepare?.(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
