import { messageOf } from "../message-of.js";

/** Messages of SQLite, and what to do about them in a migration. The first match wins. */
const ADVICE: readonly (readonly [says: RegExp, advice: string])[] = [
  [
    /^no such column: .+ - should this be a string literal in single-quotes\?$/s,
    "In standard SQL, double quotes are for names. better-sqlite3 is compiled without SQLite's old leniency (SQLITE_DQS=0), which the sqlite3 " +
      "command and other drivers have: write the string in single quotes",
  ],
  [
    /^table sqlite_(?:master|schema|temp_master|temp_schema) may not be modified$/,
    "better-sqlite3 opens databases in defensive mode, where PRAGMA writable_schema does nothing. If the migration is right, let connection turn it off: " +
      "connection: (database) => { database.unsafeMode(); }",
  ],
  [
    /^table \S+ may not be (?:modified|dropped)$|^object name reserved for internal use: (?!sqlite_)/,
    "It belongs to a virtual table, and better-sqlite3's defensive mode protects it. If the migration is right (it may be a dump), let connection turn it off: " +
      "connection: (database) => { database.unsafeMode(); }",
  ],
  [
    /^no such function: |^unknown function: |^wrong number of arguments to function /,
    "Register your own functions in connection: connection: (database) => { database.function(name, implementation); }",
  ],
  [
    /^no such collation sequence: /,
    "Load the SQLite extension that has the collation in connection: connection: (database) => { database.loadExtension(path); }",
  ],
  [/^no such module: /, "Load its SQLite extension in connection: connection: (database) => { database.loadExtension(path); }"],
  [
    /^not authorized$/,
    "Load extensions in connection, not by SQL: connection: (database) => { database.loadExtension(path); }",
  ],
  [
    /^cannot start a transaction within a transaction$|^cannot (?:commit|rollback) - no transaction is active$/,
    "Its BEGIN, COMMIT and ROLLBACK do not match. The runner begins a transaction for each migration: remove the migration's own",
  ],
  [
    /^cannot VACUUM|^Safety level may not be changed inside|^temporary storage cannot be changed from within|^cannot change into wal mode from within|^database .+ is locked$/,
    "SQLite refuses this inside a transaction: move it before the BEGIN, or after the COMMIT",
  ],
  [/^near "\.": syntax error$/, "Lines that begin with a dot are commands of the sqlite3 shell, not SQL: remove them"],
  [
    /^unrecognized token: "[{$]/,
    "A program fills in its placeholders before it runs it. Let that program make the database: set migrate in place of migrations",
  ],
  [
    /^near "TO": syntax error$/i,
    "It may be ALTER COLUMN … TO …, which only libSQL (Turso) has. Let your migrator make the database with libSQL: set migrate in place of migrations",
  ],
  [
    /^no such table: \S*(?:migrations?|schema_?versions?)$/i,
    "It seems to be the ledger of the program that usually runs the migrations. Let that program make the database: set migrate in place of migrations",
  ],
  [
    /^near "(?:DELIMITER|GO|USE|SET|LOCK|UNLOCK)": syntax error$/i,
    "It seems to be written for another database, not for SQLite",
  ],
];

/** What to do about an error of SQLite in a migration: a sentence without a full stop, or `undefined`. */
export function adviseOnSqlError(error: unknown): string | undefined {
  const message = messageOf(error);
  return ADVICE.find(([says]) => says.test(message))?.[1];
}
