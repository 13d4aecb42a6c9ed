/**
 * The ledgers of tools. Where the tool itself does not run, its SQL is written here once more, from its sources, so that it can disagree with
 * picklejar's.
 */
export const LEDGERS = {
  drizzle: { table: "__drizzle_migrations", volatile: [] },
  prisma: { table: "_prisma_migrations", volatile: ["id", "started_at", "finished_at"] },
  dbmate: { table: "schema_migrations", volatile: [] },
  postgrator: { table: "schemaversion", volatile: ["run_at"] },
  "drizzle-1": {
    table: "__drizzle_migrations",
    volatile: ["applied_at"],
    create:
      "CREATE TABLE __drizzle_migrations (id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, name text, applied_at TEXT);",
    insert: ({ key, sha256 }) => {
      const [year, month, ...rest] = key
        .match(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/)
        .slice(1)
        .map(Number);
      return `INSERT INTO __drizzle_migrations (hash, created_at, name) VALUES ('${sha256}', ${Date.UTC(year, month - 1, ...rest)}, '${key}');`;
    },
  },
  d1: {
    table: "d1_migrations",
    volatile: ["applied_at"],
    create:
      "CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);",
    insert: ({ key }) => `INSERT INTO d1_migrations (name) VALUES ('${key}');`,
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
    create:
      "CREATE TABLE schema_migrations (version uint64,dirty bool); CREATE UNIQUE INDEX version_unique ON schema_migrations (version);",
    insert: ({ key }) => `DELETE FROM schema_migrations; INSERT INTO schema_migrations VALUES (${BigInt(key)}, 0);`,
  },
  sqlx: {
    table: "_sqlx_migrations",
    volatile: ["installed_on", "execution_time"],
    create: `CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
      success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL);`,
    insert: ({ name, key, sha384 }) => {
      const description = name.replace(/^\d+_/, "").replace(/(?:\.up)?\.sql$/, "");
      const values = `${BigInt(key)}, '${description.replaceAll("_", " ").replaceAll("'", "''")}', 1, x'${sha384}', 1`;
      return `INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (${values});`;
    },
  },
  diesel: {
    table: "__diesel_schema_migrations",
    volatile: ["run_on"],
    create:
      "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);",
    insert: ({ key }) => `INSERT INTO __diesel_schema_migrations (version) VALUES ('${key}');`,
  },
};
