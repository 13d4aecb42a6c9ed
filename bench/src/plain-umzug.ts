import { readFileSync } from "node:fs";
import { basename } from "node:path";
import Database from "better-sqlite3";
import { Umzug } from "umzug";

/** umzug as one would set it up by hand for a folder of SQL files: its own glob, and a table of names through better-sqlite3. */
export function createPlainUmzug(database: Database.Database, migrationsDirectory: string): Umzug<Database.Database> {
  return new Umzug({
    migrations: {
      glob: ["*.sql", { cwd: migrationsDirectory }],
      resolve: ({ name, path = "", context }) => ({
        name: basename(name),
        up: async () => {
          const sql = readFileSync(path, "utf8");
          context.transaction(() => context.exec(sql))();
        },
      }),
    },
    context: database,
    storage: {
      async executed() {
        createTable(database);
        return database.prepare<[], string>("SELECT name FROM umzug_migrations ORDER BY name").pluck().all();
      },
      async logMigration({ name }) {
        createTable(database);
        database.prepare("INSERT INTO umzug_migrations (name) VALUES (?)").run(name);
      },
      async unlogMigration({ name }) {
        database.prepare("DELETE FROM umzug_migrations WHERE name = ?").run(name);
      },
    },
    logger: undefined,
  });
}

/** Migrates a file from nothing, and closes it. */
export async function migrateWithPlainUmzug(path: string, migrationsDirectory: string): Promise<void> {
  const database = new Database(path);
  try {
    await createPlainUmzug(database, migrationsDirectory).up();
  } finally {
    database.close();
  }
}

function createTable(database: Database.Database): void {
  database.exec("CREATE TABLE IF NOT EXISTS umzug_migrations (name TEXT PRIMARY KEY)");
}
