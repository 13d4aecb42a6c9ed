import Knex from "knex";

/** The application's connection to the database in a file. */
export function makeKnex(filename) {
  return Knex({
    client: "better-sqlite3",
    connection: { filename },
    useNullAsDefault: true,
    migrations: { directory: "migrations" },
  });
}
