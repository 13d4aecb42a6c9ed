import { listClassNames, readField, readString } from "./read-thrown.js";

/** Reads the code or name of an error about a timeout; `undefined` for other errors. */
export function readTimeout(error: unknown): string | undefined {
  const code = readString(error, "code");
  if (readField(error, "timedOut") === true) return "timedOut";
  return /^UND_ERR_\w+_TIMEOUT$/.test(code) ? code : listClassNames(error).find((name) => NAMES.test(name));
}

/** `AbortSignal.timeout()`, Playwright, tarn, generic-pool; Knex; Sequelize's pool; MikroORM. */
const NAMES = /^(?:Knex)?TimeoutError$|(?:Acquire|Connection|Lock|LockWait|Pool|Sequelize)Timeout(?:Error|Exception)$/;

/** Finds in a text that a pool had no free connection in time (Knex, generic-pool and Sequelize, Prisma, tarn), or a lock was not free. */
export function findTimeout(text: string): string | undefined {
  return POOLS.exec(text)?.[0];
}

const POOLS = new RegExp(
  [
    "Timeout acquiring a connection",
    "ResourceRequest timed out",
    "Timed out fetching a new connection from the connection pool",
    "operation timed out for an unknown reason",
    "timeout while waiting for mutex", // async-mutex
    "timeout exceeded when trying to connect", // pg
  ].join("|"),
);

/** Reads the name of an error, or the signal that ended a program, if something was aborted from outside, usually because of a time limit. */
export function readAbort(error: unknown): string | undefined {
  const signal = readString(error, "signal");
  // Node kills a program that takes too long or writes too much; the kernel uses SIGKILL.
  if (signal !== "" && (readField(error, "killed") === true || signal === "SIGKILL")) return signal;
  const code = readString(error, "code");
  return code === "ABORT_ERR" || code === "ERR_CANCELED" ? code : listClassNames(error).find((name) => ABORTED.has(name));
}

const ABORTED: ReadonlySet<string> = new Set(["AbortError", "CancelError", "CanceledError"]);
