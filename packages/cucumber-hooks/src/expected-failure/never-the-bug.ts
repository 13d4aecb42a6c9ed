import { listErrorChain, readField } from "./error-chain.js";

/**
 * Says why an error can't be the bug that a scenario captures, as a clause; `undefined` when it can. An error that carries such an error,
 * as its cause or among its members, is none either.
 */
export function explainNeverTheBug(error: unknown): string | undefined {
  for (const carried of listErrorChain(error)) {
    const reason = explain(carried);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function explain(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const code = readField(error, "code");
  // By name: the application may have a copy of picklejar, or of an error class, that is not ours.
  const classes = listClassNames(error);
  if (code === "PRECONDITION_FAILED" && classes.includes("PicklejarError")) return "a precondition did not hold";
  if (classes.includes("PicklejarError")) return `it is an error of picklejar itself (${String(code)})`;
  if (typeof code === "string" && MODULE_CODES.has(code)) return `a module was not found (${code})`;
  const sqlite = readSqliteCode(error, code);
  if (sqlite !== undefined) return `the database could not be used (${sqlite})`;
  const mistake = classes.find((name) => CODE_MISTAKES.has(name));
  return mistake === undefined ? undefined : `a ${mistake} is a mistake in code`;
}

const MODULE_CODES: ReadonlySet<string> = new Set([
  "MODULE_NOT_FOUND",
  "ERR_MODULE_NOT_FOUND",
  "ERR_PACKAGE_PATH_NOT_EXPORTED",
  "ERR_PACKAGE_IMPORT_NOT_DEFINED",
  "ERR_UNSUPPORTED_DIR_IMPORT",
]);

const CODE_MISTAKES: ReadonlySet<string> = new Set(["ReferenceError", "SyntaxError"]);

/** By the primary result codes of SQLite. */
const SQLITE_CODES: ReadonlyMap<number, string> = new Map([
  [5, "SQLITE_BUSY"],
  [6, "SQLITE_LOCKED"],
  [8, "SQLITE_READONLY"],
  [10, "SQLITE_IOERR"],
  [11, "SQLITE_CORRUPT"],
  [13, "SQLITE_FULL"],
  [14, "SQLITE_CANTOPEN"],
  [26, "SQLITE_NOTADB"],
]);

/** Drivers give `code: "SQLITE_BUSY_SNAPSHOT"`; `node:sqlite` gives `errcode: 517`, the primary code in its lowest byte. */
function readSqliteCode(error: object, code: unknown): string | undefined {
  const number = readField(error, "errcode");
  if (typeof number === "number" && code === "ERR_SQLITE_ERROR") return SQLITE_CODES.get(number & 0xff);
  if (typeof code !== "string") return undefined;
  return [...SQLITE_CODES.values()].some((primary) => code === primary || code.startsWith(`${primary}_`)) ? code : undefined;
}

function listClassNames(error: object): readonly string[] {
  const names: string[] = [];
  for (
    let prototype: unknown = Object.getPrototypeOf(error);
    prototype !== null;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    const name = readField(readField(prototype, "constructor"), "name");
    if (typeof name === "string") names.push(name);
  }
  return names;
}
