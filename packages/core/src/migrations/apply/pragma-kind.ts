import { SqlScanner } from "../sql/sql-scanner.js";
import type { TextRange } from "../sql/split-statements.js";

export type PragmaKind =
  /** Fails or has no effect inside a transaction, and does not decide the content. */
  | "outside-pragma"
  /** Has no effect inside a transaction, but changes what statements do. */
  | "foreign-keys"
  /** Has an effect only while the database has no page. */
  | "format-pragma"
  /** Writes into the database, as part of a transaction. */
  | "stored-pragma"
  | "other-pragma";

const KINDS = new Map<string, PragmaKind>([
  ["FOREIGN_KEYS", "foreign-keys"],
  ["JOURNAL_MODE", "outside-pragma"],
  ["LOCKING_MODE", "outside-pragma"],
  ["SYNCHRONOUS", "outside-pragma"],
  ["TEMP_STORE", "outside-pragma"],
  ["WAL_CHECKPOINT", "outside-pragma"],
  ["PAGE_SIZE", "format-pragma"],
  ["AUTO_VACUUM", "format-pragma"],
  ["ENCODING", "format-pragma"],
  ["USER_VERSION", "stored-pragma"],
  ["APPLICATION_ID", "stored-pragma"],
]);

export function kindOfPragma(sql: string, statement: TextRange): PragmaKind {
  // The name may have a schema before it.
  const [, first = "", dot, second = ""] = unquotedTokens(sql, statement);
  return KINDS.get(dot === "." ? second : first) ?? "other-pragma";
}

/** What a pragma's value means to SQLite as a switch; `undefined` if the pragma only asks. */
export function readsAsOn(sql: string, statement: TextRange): boolean | undefined {
  const tokens = unquotedTokens(sql, statement);
  const sign = tokens.findIndex((token) => token === "=" || token === "(");
  if (sign < 0) return undefined;
  const [first = "", second = ""] = tokens.slice(sign + 1);
  const value = first === "+" ? second : first;
  return ["ON", "YES", "TRUE"].includes(value) || isNumberOn(value);
}

/** SQLite reads a number of 32 bits, also in hexadecimal, and uses its last byte. *Source:* `getSafetyLevel`, https://sqlite.org/src/file/src/pragma.c */
function isNumberOn(value: string): boolean {
  const number = Number(/^(?:0X[\dA-F]+|\d+)/.exec(value)?.[0] ?? 0);
  return number <= 0x7f_ff_ff_ff && (number & 0xff) !== 0;
}

/** Names and values may be quoted. */
function unquotedTokens(sql: string, { start, end }: TextRange): string[] {
  const tokens: string[] = [];
  const scanner = new SqlScanner(sql.slice(start, end));
  while (scanner.next()) tokens.push(scanner.written.replaceAll(/["'`[\]]/g, "").toUpperCase());
  return tokens;
}
