import { isAboutError, isAssertionError } from "./assertion-error.js";
import { isContainer, listContents, listErrorFields } from "./carried-values.js";
import { isError, isObject, listOwnValues, readField, readMembers, readResult } from "./read-thrown.js";

/** A thrown value, or a value that it carries. */
export interface Carried {
  readonly value: unknown;
  /** Whether an assertion was about it: the test caught this error itself, and judged it. */
  readonly isAsserted: boolean;
  /** `data` only details an error; a value `compared` in an assertion may be anything, and only the errors in it count. */
  readonly role: "error" | "data" | "compared";
}

/** An error, and what it carries. */
export interface ErrorChain {
  readonly carried: readonly Carried[];
  /** Whether it was too long, so something may be missing. */
  readonly isCutShort: boolean;
}

/**
 * Gives an error and everything that it carries, at any depth, each once: its causes, errors that libraries wrap, the members of aggregates, and the
 * errors, strings and plain objects in its fields.
 */
export function listErrorChain(error: unknown): ErrorChain {
  const found = new Map<unknown, Link>([[error, { value: error, isAsserted: false, role: "error", depth: 0 }]]);
  for (const { depth, ...carried } of found.values()) {
    if (found.size > MAX_CARRIED || depth > MAX_DEPTH) return { carried: [...found.values()], isCutShort: true };
    for (const next of listNext(carried)) {
      const isAsserted = carried.isAsserted || next.isAsserted;
      if (!found.has(next.value)) found.set(next.value, { ...next, isAsserted, depth: depth + 1 });
    }
  }
  return { carried: [...found.values()], isCutShort: false };
}

interface Link extends Carried {
  readonly depth: number;
}

/** An aggregate can have an error for each row of an import. */
const MAX_CARRIED = 100_000;

/** A getter can make up a new cause each time. */
const MAX_DEPTH = 10_000;

/** Fields, besides `cause`, in which errors carry another error or its details. The list is in docs/expected-failures.md. */
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

function listNext({ value, role }: Carried): readonly Carried[] {
  if (!isObject(value)) return [];
  if (role === "compared") return listContents(value).flatMap((each) => toCompared(each, false));
  if (isAssertionError(value)) return listOfAssertion(value);
  const wrapped = role === "data" ? [] : listWrapped(value);
  return [...wrapped.flatMap(toError), ...listFields(value, role).flatMap((each) => toData(each, false))];
}

function listWrapped(error: object): readonly unknown[] {
  return [readResult(error, "cause"), ...WRAPPING_FIELDS.map((name) => readField(error, name)), ...(readMembers(error) ?? [])];
}

function listFields(value: object, role: "error" | "data"): readonly unknown[] {
  if (isContainer(value)) return listContents(value);
  // An object of a class may be a whole server or database.
  return role === "error" ? listErrorFields(value) : [];
}

/** A value that an assertion compared is not the cause of its failure, unless it is an error that the test caught. */
function listOfAssertion(error: object): readonly Carried[] {
  const own = listOwnValues(error).flatMap(([name, value]) => (COMPARED.has(name) ? [] : [value]));
  const actual = [error, readField(error, "matcherResult")].map((each) => readField(each, "actual"));
  const isItsPart = isAboutError(error);
  return [
    ...[readField(error, "cause"), ...(readMembers(error) ?? [])].flatMap(toError),
    ...own.flatMap((value) => toCompared(value, false)),
    ...actual.flatMap((value) => (isItsPart ? toData(value, true) : toCompared(value, true))),
  ];
}

const COMPARED: ReadonlySet<PropertyKey> = new Set(["actual", "expected", "matcherResult"]);

function toError(value: unknown): readonly Carried[] {
  return value === undefined || value === null ? [] : [{ value, isAsserted: false, role: "error" }];
}

/** A number or a function in a field says nothing. */
function toData(value: unknown, isAsserted: boolean): readonly Carried[] {
  if (isError(value)) return [{ value, isAsserted, role: "error" }];
  return typeof value === "string" || (typeof value === "object" && value !== null)
    ? [{ value, isAsserted, role: "data" }]
    : [];
}

function toCompared(value: unknown, isAsserted: boolean): readonly Carried[] {
  if (isError(value)) return [{ value, isAsserted, role: "error" }];
  return isContainer(value) ? [{ value, isAsserted, role: "compared" }] : [];
}
