/** The ledgers of tools, as their sources have them: written here once more, so that they can disagree with picklejar's. */
export const LEDGERS = {
  drizzle: { table: "__drizzle_migrations", volatile: [] },
  prisma: {
    table: "_prisma_migrations",
    volatile: ["id", "started_at", "finished_at"],
    create: `CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
      "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);`,
    insert: ({ key, sha256 }) =>
      `INSERT INTO "_prisma_migrations" VALUES (hex(randomblob(16)), '${sha256}', 1, '${key}', NULL, NULL, 1, 1);`,
  },
  d1: {
    table: "d1_migrations",
    volatile: ["applied_at"],
    create:
      "CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);",
    insert: ({ key }) => `INSERT INTO d1_migrations (name) VALUES ('${key}');`,
  },
  dbmate: {
    table: "schema_migrations",
    volatile: [],
    create: "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);",
    insert: ({ key }) => `INSERT INTO schema_migrations VALUES ('${key}');`,
  },
  goose: {
    table: "goose_db_version",
    volatile: ["tstamp"],
    create: `CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')));
      INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1);`,
    insert: ({ key }) => `INSERT INTO goose_db_version (version_id, is_applied) VALUES (${BigInt(key)}, 1);`,
  },
  "golang-migrate": {
    table: "schema_migrations",
    volatile: [],
    create: "CREATE TABLE schema_migrations (version uint64,dirty bool); CREATE UNIQUE INDEX version_unique ON schema_migrations (version);",
    insert: ({ key }) => `DELETE FROM schema_migrations; INSERT INTO schema_migrations VALUES (${BigInt(key)}, 0);`,
  },
  sqlx: {
    table: "_sqlx_migrations",
    volatile: ["installed_on", "execution_time"],
    create: `CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
      success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL);`,
    insert: ({ key, description, sha384 }) =>
      `INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (${BigInt(key)}, '${description}', 1, x'${sha384}', 1);`,
  },
  diesel: {
    table: "__diesel_schema_migrations",
    volatile: ["run_on"],
    create:
      "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);",
    insert: ({ key }) => `INSERT INTO __diesel_schema_migrations (version) VALUES ('${key}');`,
  },
};
