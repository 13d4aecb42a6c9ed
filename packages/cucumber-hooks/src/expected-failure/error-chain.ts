import { readMembers } from "./aggregate-members.js";
import { isAssertionError } from "./assertion-error.js";
import { isArray, isError, isObject, listOwnValues, readField, readResult } from "./read-thrown.js";

/** A value that a thrown one carries, or the thrown one itself. */
export interface Carried {
  readonly value: unknown;
  /** Whether it is what an assertion was about: an error that the test caught itself, and judged. */
  readonly isAsserted: boolean;
}

/** An error, and what it carries. */
export interface ErrorChain {
  readonly carried: readonly Carried[];
  /** Whether there was no end to it, so that something may have been missed. */
  readonly isCutShort: boolean;
}

/**
 * Gives an error and all that it carries, each once and however deep: its causes, what libraries wrap, the members of aggregates, and every
 * field that holds an error. Values that are no objects are among them. Circles end.
 */
export function listErrorChain(error: unknown): ErrorChain {
  const found = new Map<unknown, Carried>([[error, { value: error, isAsserted: false }]]);
  for (const { value, isAsserted } of found.values()) {
    if (found.size > MOST_CARRIED) return { carried: [...found.values()], isCutShort: true };
    for (const next of listCarried(value)) {
      if (!found.has(next.value)) found.set(next.value, { value: next.value, isAsserted: isAsserted || next.isAsserted });
    }
  }
  return { carried: [...found.values()], isCutShort: false };
}

/** A getter can make up a new cause each time that it is asked. */
const MOST_CARRIED = 10_000;

/** Where errors carry another one, or what they know of it, beside `cause`. The list is in docs/expected-failures.md. */
const WRAPPING_FIELDS = [
  "parent", // Sequelize
  "original", // Sequelize
  "nativeError", // Objection
  "driverError", // TypeORM
  "previous", // MikroORM
  "jse_cause", // VError
  "meta", // Prisma
  "driverAdapterError", // Prisma 7
  "originalError", // GraphQL, mssql
  "extensions", // GraphQL
  "inner", // Yup, AggregateError of other languages
  "innerError",
  "error", // SuppressedError, Effect
  "suppressed", // SuppressedError
  "err",
  "reason", // Promise.allSettled
  "exception",
] as const;

function listCarried(error: unknown): readonly Carried[] {
  if (!isObject(error)) return [];
  // What an assertion compared is no cause of its failure, unless it is an error that the test caught.
  const isAssertion = isAssertionError(error);
  const wrapped = isAssertion
    ? [readField(error, "cause")]
    : [readResult(error, "cause"), ...WRAPPING_FIELDS.map((name) => readField(error, name))];
  const own = listOwnValues(error).flatMap(([name, value]) => {
    if (isAssertion && (name === "actual" || name === "expected")) return [];
    return (isArray(value) ? value : [value]).filter(isError);
  });
  const asserted = isAssertion ? [error, readField(error, "matcherResult")].map((each) => readField(each, "actual")) : [];
  return [
    ...[...wrapped, ...own, ...(readMembers(error) ?? [])].map((value) => ({ value, isAsserted: false })),
    ...asserted.filter(isError).map((value) => ({ value, isAsserted: true })),
  ].filter(({ value }) => value !== undefined && value !== null);
}
