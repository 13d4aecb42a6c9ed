import { PICKLEJAR_MARK } from "@picklejar/core/integration";

import { isAssertionError, readOwnText } from "./failures/assertion-error.js";
import { findClosedConnection } from "./failures/closed-connections.js";
import { listErrorChain, type Carried } from "./failures/error-chain.js";
import { findModuleFailure, isMisuseOfCucumber, readModuleFailure } from "./failures/module-failures.js";
import { describeThrown, isObject, listClassNames, readField, readMessage } from "./failures/read-thrown.js";
import { findSqliteFailure, readSqliteFailure } from "./failures/sqlite-failures.js";
import { findSystemFailure, readSystemFailure } from "./failures/system-failures.js";
import { findTimeout, readAbort, readTimeout } from "./failures/timed-out.js";

/** Why an error is not the bug. */
export interface Objection {
  /** As a clause. */
  readonly reason: string;
  /** What the `error` of an issue has to match for the error to be its bug after all; absent if it can never be. */
  readonly name?: string;
}

/**
 * Says why an error can't be the bug that a scenario captures; empty if it can. An error that carries such an error can't be the bug either.
 */
export function listObjections(error: unknown, { timeouts }: { readonly timeouts: boolean }): readonly Objection[] {
  const { carried, isCutShort } = listErrorChain(error);
  const silence = explainSilence(error);
  if (silence !== undefined) return [silence];
  const objections = carried.flatMap((each) => (each.role === "compared" ? [] : (object(each, timeouts) ?? [])));
  return isCutShort ? [...objections, { reason: "it has more causes than can be looked through" }] : objections;
}

/** A step that threw `null`, or rejected with nothing, fails in the same way for any reason. */
function explainSilence(error: unknown): Objection | undefined {
  const text = readMessage(error);
  const isSilent = isObject(error)
    ? text === REJECTED_WITH_NOTHING
    : typeof error !== "symbol" && (typeof error !== "string" || text.trim() === "");
  if (!isSilent) return undefined;
  const name = isObject(error) ? "nothing" : describeThrown(error) || "an empty string";
  return { name, reason: `it threw ${name}, which does not say what failed` };
}

/** Cucumber's error for it. */
const REJECTED_WITH_NOTHING = "Promise rejected without a reason";

function object(carried: Carried, timeouts: boolean): Objection | undefined {
  const { value } = carried;
  const message = readMessage(value);
  // The message of an assertion shows values, which may be any text.
  const text = isAssertionError(value) ? readOwnText(value, message) : message;
  const reason = (isObject(value) ? explainOwnError(value) : undefined) ?? explainCodeMistake(carried, text);
  return reason === undefined ? explainEnvironment(value, text, timeouts) : { reason };
}

function explainOwnError(error: object): string | undefined {
  const code = readField(error, "code");
  // By name, since the application may have another copy of picklejar.
  const classes = listClassNames(error);
  const isOurs = classes.includes("PicklejarError") || readField(error, PICKLEJAR_MARK) === true;
  if (!isOurs) return undefined;
  if (code === "PRECONDITION_FAILED") return "a precondition did not hold";
  return typeof code === "string"
    ? `it is an error of picklejar itself (${code})`
    : "picklejar was used wrongly, which is a mistake in code";
}

function explainCodeMistake({ value, isAsserted }: Carried, text: string): string | undefined {
  const failure = readModuleFailure(value) ?? findModuleFailure(text);
  if (failure !== undefined) return `a module could not be loaded (${failure})`;
  if (isMisuseOfCucumber(value)) return "Cucumber was used wrongly, which is a mistake in code";
  // A test that asserts that there is no SyntaxError, for example of JSON.parse, names the bug.
  const mistake = isAsserted ? undefined : listClassNames(value).find((name) => CODE_MISTAKES.has(name));
  return mistake === undefined ? undefined : `a ${mistake} is a mistake in code`;
}

const CODE_MISTAKES: ReadonlySet<string> = new Set(["ReferenceError", "SyntaxError"]);

/** The environment of the application, which an issue may be about. */
function explainEnvironment(value: unknown, text: string, timeouts: boolean): Objection | undefined {
  const sqlite = readSqliteFailure(value) ?? findSqliteFailure(text);
  const closed = findClosedConnection(text);
  // sqlite3 reports MISUSE for a closed connection.
  if (closed !== undefined && (sqlite === undefined || sqlite === "SQLITE_MISUSE"))
    return { name: closed, reason: `a connection was used after it had been closed (${closed})` };
  if (sqlite !== undefined) return { name: sqlite, reason: `the database could not be used (${sqlite})` };
  const system = readSystemFailure(value) ?? findSystemFailure(text);
  if (system !== undefined) return { name: system, reason: `the machine or the network failed (${system})` };
  return timeouts ? undefined : explainTime(value, text);
}

function explainTime(value: unknown, text: string): Objection | undefined {
  const timeout = readTimeout(value) ?? findTimeout(text);
  if (timeout !== undefined) return { name: timeout, reason: `something timed out (${timeout})` };
  const aborted = readAbort(value);
  return aborted === undefined ? undefined : { name: aborted, reason: `something was aborted (${aborted})` };
}
