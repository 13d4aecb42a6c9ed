import { listClassNames, readField } from "./read-thrown.js";
import { hasSentence } from "./sentence-pattern.js";

/**
 * SQLite's primary result codes for a database that could not be used, and its messages. The others (`CONSTRAINT`, `ERROR`, `MISMATCH`, …) are about
 * what the application did. `INTERRUPT`, `SCHEMA`, `AUTH` and `MISUSE` may be either; in doubt they are not the bug.
 */
const FAILURES: readonly { readonly number?: number; readonly name: string; readonly sentences: readonly string[] }[] = [
  { number: 3, name: "SQLITE_PERM", sentences: ["access permission denied"] },
  { number: 4, name: "SQLITE_ABORT", sentences: ["abort due to ROLLBACK", "query aborted"] },
  { number: 5, name: "SQLITE_BUSY", sentences: ["database is locked"] },
  { number: 6, name: "SQLITE_LOCKED", sentences: ["database table is locked", "database schema is locked"] },
  { number: 7, name: "SQLITE_NOMEM", sentences: ["out of memory"] },
  { number: 8, name: "SQLITE_READONLY", sentences: ["attempt to write a readonly database"] },
  { number: 9, name: "SQLITE_INTERRUPT", sentences: ["interrupted"] },
  { number: 10, name: "SQLITE_IOERR", sentences: ["disk I/O error"] },
  { number: 11, name: "SQLITE_CORRUPT", sentences: ["database disk image is malformed", "malformed database schema"] },
  { number: 13, name: "SQLITE_FULL", sentences: ["database or disk is full"] },
  {
    number: 14,
    name: "SQLITE_CANTOPEN",
    sentences: ["unable to open database file", "Cannot open database because the directory does not exist"],
  },
  { number: 15, name: "SQLITE_PROTOCOL", sentences: ["locking protocol"] },
  { number: 17, name: "SQLITE_SCHEMA", sentences: ["database schema has changed"] },
  {
    number: 21,
    name: "SQLITE_MISUSE",
    sentences: ["bad parameter or other API misuse", "library routine called out of sequence"],
  },
  { number: 22, name: "SQLITE_NOLFS", sentences: ["large file support is disabled"] },
  { number: 23, name: "SQLITE_AUTH", sentences: [] },
  { number: 26, name: "SQLITE_NOTADB", sentences: ["file is not a database", "file is encrypted or is not a database"] },
  // From better-sqlite3, without a code of SQLite.
  { name: "database connection is busy executing a query", sentences: ["database connection is busy executing a query"] },
];

/** Fields of drivers and ORMs with the name of a code. */
const NAME_FIELDS = ["code", "originalCode", "extendedCode"] as const;

/** With its number, in errors of any name. */
const NUMBER_FIELDS = ["rawCode", "extendedCode", "extended_code", "resultCode"] as const;

/** With its number, only in errors of SQLite. */
const SQLITE_NUMBER_FIELDS = ["errcode", "errno", "code"] as const;

/** Reads the code of a failure from an error's fields: `SQLITE_BUSY_SNAPSHOT`; `undefined` if there is none. */
export function readSqliteFailure(error: unknown): string | undefined {
  for (const field of NAME_FIELDS) {
    const code = readField(error, field);
    const name = typeof code === "string" ? findName(code) : undefined;
    if (name !== undefined) return name;
  }
  const isOfSqlite =
    readField(error, "code") === "ERR_SQLITE_ERROR" || listClassNames(error).some((name) => /sqlite|libsql/i.test(name));
  const numbers = [
    ...(isOfSqlite ? SQLITE_NUMBER_FIELDS : []),
    ...(isOfSqlite || readField(error, "kind") === "sqlite" ? NUMBER_FIELDS : []),
  ];
  return numbers.map((field) => nameOf(readField(error, field))).find((name) => name !== undefined);
}

/** Finds a failure in a text: by its code, or by SQLite's message as a sentence of its own. */
export function findSqliteFailure(text: string): string | undefined {
  for (const [code] of text.matchAll(/\b(?:UNKNOWN_)?SQLITE_[A-Z0-9_]+/g)) {
    const name = findName(code);
    if (name !== undefined) return name;
  }
  for (const [, number] of text.matchAll(NUMBERED)) {
    const name = nameOf(Number(number));
    if (name !== undefined) return name;
  }
  return SENTENCES.find(({ pattern }) => pattern.test(text))?.name;
}

/** `SQLite error 5`, `SQLite Error (code 5)`. */
const NUMBERED = /\bSQLite3?\s+(?:error|result)\b[\s:#(]*(?:code[\s:]*)?(\d+)/gi;

const SENTENCES = FAILURES.flatMap(({ name, sentences }) =>
  sentences.length === 0 ? [] : { name, pattern: hasSentence(sentences) },
);

function findName(code: string): string | undefined {
  // better-sqlite3's name for a code that it does not know.
  const [, number] = /^UNKNOWN_SQLITE_ERROR_(\d+)$/.exec(code) ?? [];
  if (number !== undefined) return nameOf(Number(number));
  return FAILURES.some(({ name }) => code === name || code.startsWith(`${name}_`)) ? code : undefined;
}

/** An extended code has the primary one in its lowest byte. */
function nameOf(code: unknown): string | undefined {
  const number = typeof code === "bigint" ? Number(code) : code;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0) return undefined;
  return FAILURES.find((failure) => failure.number === (number & 0xff))?.name;
}
