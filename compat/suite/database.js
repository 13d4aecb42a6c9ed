/** What the application and the tests' configuration say alike. */
export const database = {
  migrations: new URL("db", import.meta.url),
  connection: (connection) => connection.pragma("journal_mode = WAL"),
};
