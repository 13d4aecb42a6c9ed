import { PICKLEJAR_MARK } from "@picklejar/core/integration";

import { isAssertionError, readCaughtText } from "./assertion-error.js";
import { listErrorChain, type Carried } from "./error-chain.js";
import { isMisuseOfCucumber, readModuleFailure } from "./module-failures.js";
import { isObject, listClassNames, readField, readMessage } from "./read-thrown.js";
import { findSqliteFailure, readSqliteFailure } from "./sqlite-failures.js";
import { findSystemFailure, readSystemFailure } from "./system-failures.js";
import { findTimeout, readTimeout } from "./timed-out.js";

/** Why an error is not the bug. */
export interface Objection {
  /** As a clause. */
  readonly reason: string;
  /** What an issue's own `error` has to name for the error to be its bug all the same; absent where nothing makes it one. */
  readonly name?: string;
}

/**
 * Says why an error can't be the bug that a scenario captures; empty when it can. An error that carries such an error, in whatever way, is none
 * either.
 */
export function listObjections(error: unknown, { timeouts }: { readonly timeouts: boolean }): readonly Objection[] {
  const { carried, isCutShort } = listErrorChain(error);
  const objections = carried.flatMap((each) => object(each, timeouts) ?? []);
  return isCutShort ? [...objections, { reason: "it has more causes than can be looked through" }] : objections;
}

function object(carried: Carried, timeouts: boolean): Objection | undefined {
  const { value } = carried;
  if (isObject(value)) {
    const reason = explainOwnError(value) ?? explainCodeMistake(carried);
    if (reason !== undefined) return { reason };
  }
  return explainEnvironment(value, timeouts);
}

function explainOwnError(error: object): string | undefined {
  const code = readField(error, "code");
  // By name: the application may have a copy of picklejar, or of an error class, that is not ours.
  const classes = listClassNames(error);
  const isOurs = classes.includes("PicklejarError") || readField(error, PICKLEJAR_MARK) === true;
  if (!isOurs) return undefined;
  if (code === "PRECONDITION_FAILED") return "a precondition did not hold";
  return typeof code === "string"
    ? `it is an error of picklejar itself (${code})`
    : "picklejar was used wrongly, which is a mistake in code";
}

function explainCodeMistake({ value, isAsserted }: Carried): string | undefined {
  const failure = readModuleFailure(value);
  if (failure !== undefined) return `a module could not be loaded (${failure})`;
  if (isMisuseOfCucumber(value)) return "Cucumber was used wrongly, which is a mistake in code";
  // A test that expects no SyntaxError, as of JSON.parse, says by that what the bug is.
  const mistake = isAsserted ? undefined : listClassNames(value).find((name) => CODE_MISTAKES.has(name));
  return mistake === undefined ? undefined : `a ${mistake} is a mistake in code`;
}

const CODE_MISTAKES: ReadonlySet<string> = new Set(["ReferenceError", "SyntaxError"]);

/** What lies around the application, and may be what an issue is about. */
function explainEnvironment(value: unknown, timeouts: boolean): Objection | undefined {
  const message = readMessage(value);
  // The message of an assertion tells values, which may be any text.
  const text = isAssertionError(value) ? readCaughtText(message) : message;
  const sqlite = readSqliteFailure(value) ?? findSqliteFailure(text);
  if (sqlite !== undefined) return { name: sqlite, reason: `the database could not be used (${sqlite})` };
  const closed = CLOSED.exec(text)?.[0];
  if (closed !== undefined) return { name: closed, reason: `a connection was used after it had been closed (${closed})` };
  const system = readSystemFailure(value) ?? findSystemFailure(text);
  if (system !== undefined) return { name: system, reason: `the machine or the network failed (${system})` };
  const timeout = readTimeout(value) ?? findTimeout(text);
  return timeout === undefined || timeouts ? undefined : { name: timeout, reason: `something timed out (${timeout})` };
}

/** Of better-sqlite3 and libsql, `node:sqlite`, sqlite3, sql.js. picklejar closes what `open()` gave when a scenario ends. */
const CLOSED = /database connection is not open|\bdatabase is not open|Database (?:handle )?is closed|\bDatabase closed\b/;
