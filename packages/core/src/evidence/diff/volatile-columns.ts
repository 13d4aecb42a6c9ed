import type { ResolvedDatabase } from "../../config/database-config.js";

/** Columns in which migrators write when something ran, and how long it took: not alike in any two databases. */
const COLUMNS_OF_MIGRATORS: Readonly<Record<string, readonly string[]>> = {
  _prisma_migrations: ["id", "started_at", "finished_at"],
  knex_migrations: ["migration_time"],
  kysely_migration: ["timestamp"],
  d1_migrations: ["applied_at"],
  mikro_orm_migrations: ["executed_at"],
};

/** Gives the columns of a database's ledger, by table, that say nothing about what is in the database. */
export function volatileColumnsOf({ source }: ResolvedDatabase): Readonly<Record<string, readonly string[]>> {
  return source === undefined ? COLUMNS_OF_MIGRATORS : { [source.ledgerTable]: ["executed_at", "duration_ms"] };
}
