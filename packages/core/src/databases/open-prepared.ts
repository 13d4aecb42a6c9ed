import type { ResolvedDatabase } from "../config/database-config.js";
import type { Database } from "../sqlite/load-sqlite.js";

/** Opens a connection with the configuration's `connection` applied. If that throws, the connection is closed. */
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
