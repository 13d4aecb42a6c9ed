import { hasSentence } from "./sentence-pattern.js";

/** Finds in a text a driver's message or code for a closed connection. */
export function findClosedConnection(text: string): string | undefined {
  return SENTENCE.exec(text)?.[1];
}

const SENTENCE = hasSentence([
  "CLIENT_CLOSED", // libsql
  "CONNECTION_(?:CLOSED|DESTROYED|ENDED)", // postgres
  "database connection is not open", // better-sqlite3, libsql
  "database is not open", // node:sqlite
  "statement has been finalized",
  "database (?:handle )?is closed", // sqlite3
  "database closed", // sql.js
  "statement closed",
  "(?:database|statement) already (?:closed|finalized)", // node-sqlite3-wasm
  "unable to acquire a connection", // Knex
  "pool is (?:closed|draining and cannot accept work)", // mysql2, generic-pool
  "cannot use a pool after calling end on the pool", // pg
  "client was closed and is not queryable",
  "client is closed", // redis
  "connection is closed", // ioredis
  "can't add new command when connection is in closed state", // mysql2
  "connection terminated(?: unexpectedly)?", // pg
  "client has encountered a connection error and is not queryable",
  "driver has already been destroyed", // Kysely
  "cannot execute operation because connection is not yet established", // TypeORM
  "query runner already released", // TypeORM
  "ConnectionManager.getConnection was called after the connection manager was closed", // Sequelize
  "client is destroyed", // undici
  "UND_ERR_(?:CLOSED|DESTROYED)",
  "terminating worker thread", // piscina
]);
