import { AssertionError } from "node:assert";
import { misuseTypeError } from "@picklejar/core/integration";

import type { ExpectedFailureOptions } from "../../src/expected-failure/expected-failure-options.js";
import { BOOM, PLACE, type Claim } from "./claim.js";

const THE_BUG = "the bug";
const LOCKED = "the database could not be used (SQLITE_BUSY)";

const busy = (): Error => coded("SQLITE_BUSY");

/** A claim about an error that a Then step threw. */
function thrown(title: string, error: unknown, wanted: string, options: ExpectedFailureOptions = {}, report = error): Claim {
  return {
    title,
    check: ({ judgeStep, resolveExpectedFailureOptions }) => {
      const step = { scenario: "late", step: "it fails", phase: "then", isBackground: false, issues: [991] } as const;
      const occasion = { isFromParameterType: false, missingDatabase: undefined, isUncaught: false, hasPassedBefore: false };
      const failure = { ...step, ...occasion, error, report, stepThatCannotRun: undefined };
      const verdict = judgeStep(failure, resolveExpectedFailureOptions(options, PLACE));
      return [verdict.isTheBug ? THE_BUG : verdict.reason, wanted];
    },
  };
}

/** The same, of an issue whose `error` is given. */
function named(title: string, error: unknown, matcher: string | RegExp | (() => boolean), wanted: string): Claim {
  return thrown(title, error, wanted, { issues: { 991: { error: matcher } } });
}

function coded(code: unknown, more: object = {}, name = "Error"): Error {
  return Object.assign(new Error("could not save"), { code, ...more }, name === "Error" ? {} : { name });
}

function carrying(fields: object): Error {
  return Object.assign(new Error("could not save"), fields);
}

function assertion(fields: object): Error {
  return Object.assign(new AssertionError({ message: "it did not hold" }), fields);
}

function said(message: string, name = "Error"): Error {
  return Object.assign(new Error(message), name === "Error" ? {} : { name });
}

function framed(path: string): Error {
  return Object.assign(new Error("no"), { stack: `Error: no\n    at run (${path}:1:1)\n    at it (/app/steps.js:1:1)` });
}

/** Each time that it is asked it has another cause. */
function endless(): object {
  return {
    get cause() {
      return endless();
    },
  };
}

const traps = Object.getOwnPropertyNames(Reflect).map((name) => [name, touch] as const);
const touchy = new Proxy({}, Object.fromEntries(traps));
function touch(): never {
  throw new Error("do not touch");
}

const endlessPrototypes: object = new Proxy({}, { getPrototypeOf: () => endlessPrototypes });
const revoked = Proxy.revocable({}, {});
revoked.revoke();

class TimeoutError extends Error {}
class PaymentTimeoutError extends Error {}
class PrismaClientKnownRequestError extends Error {}
class SqliteLibraryError extends Error {}

export const ERROR_CLAIMS: readonly Claim[] = [
  // What an issue can name.
  named("a code that the issue names", busy(), /SQLITE_BUSY/, THE_BUG),
  named("a code that the issue names as a string", busy(), "SQLITE_BUSY", THE_BUG),
  named("a code of which the issue names a word of the message", busy(), /could not save/, LOCKED),
  named("a sentence of which the issue names a word", said("database is locked"), /locked/, LOCKED),
  named("a sentence of which the issue names the code", said("database is locked"), /^SQLITE_BUSY$/, THE_BUG),
  named("a code that the issue's function accepts", busy(), () => true, THE_BUG),
  named("a code that the issue's function does not accept", busy(), () => false, LOCKED),
  named("two codes of which the issue names one", carrying({ parent: busy(), err: coded("ENOSPC") }), /ENOSPC/, LOCKED),
  named("two codes that the issue names", carrying({ parent: busy(), err: coded("ENOSPC") }), /SQLITE_BUSY|ENOSPC/, THE_BUG),
  named(
    "a mistake in code that the issue names",
    new ReferenceError("x"),
    /ReferenceError/,
    "a ReferenceError is a mistake in code",
  ),
  named("a mistake that its function accepts", new ReferenceError("x"), () => true, "a ReferenceError is a mistake in code"),
  named(
    "a mistake beside a code that the issue names",
    carrying({ parent: busy(), err: new ReferenceError("x") }),
    /SQLITE_BUSY/,
    "a ReferenceError is a mistake in code",
  ),
  thrown("a code that accept takes", busy(), LOCKED, { accept: () => true }),
  thrown("a code that is named, where only assertions count", busy(), "only assertion errors are accepted", {
    accept: "assertion",
    issues: { 991: { error: /SQLITE_BUSY/ } },
  }),
  thrown("a code that is named, and that accept does not take", busy(), "`accept` did not accept the error", {
    accept: () => false,
    issues: { 991: { error: /SQLITE_BUSY/ } },
  }),

  // SQLite's codes, as drivers give them.
  thrown("the number of node:sqlite", coded("ERR_SQLITE_ERROR", { errcode: 261 }), LOCKED),
  thrown("a number as a bigint", coded("ERR_SQLITE_ERROR", { errcode: 5n }), LOCKED),
  thrown("a number that is none", coded("ERR_SQLITE_ERROR", { errcode: Number.NaN }), THE_BUG),
  thrown("a number that is negative", coded("ERR_SQLITE_ERROR", { errcode: -251 }), THE_BUG),
  thrown("the number of an application's own code", coded("ERR_SQLITE_ERROR", { errcode: 1 }), THE_BUG),
  thrown("a number under code, of SQLite", coded(5, {}, "SQLiteError"), LOCKED),
  thrown("a number under errno, of SQLite", coded("x", { errno: 5 }, "SqliteError"), LOCKED),
  thrown("a number, by the name of the class", Object.assign(new SqliteLibraryError("no"), { errno: 5 }), LOCKED),
  thrown("a number under resultCode, of SQLite", coded("x", { resultCode: 5 }, "SQLite3Error"), LOCKED),
  thrown("a number under rawCode, of libsql", coded("x", { rawCode: 517 }, "LibsqlError"), LOCKED),
  thrown("a number under errno, of something else", coded("x", { errno: 5 }), THE_BUG),
  thrown("a number under rawCode, of something else", coded("x", { rawCode: 5 }), THE_BUG),
  thrown(
    "a name that libsql gives beside",
    coded("x", { extendedCode: "SQLITE_BUSY_SNAPSHOT" }),
    "the database could not be used (SQLITE_BUSY_SNAPSHOT)",
  ),
  thrown("a name that Prisma gives beside", coded("P2010", { originalCode: "SQLITE_BUSY" }), LOCKED),
  thrown(
    "a number that Prisma gives",
    carrying({ cause: { kind: "sqlite", extendedCode: 10 } }),
    "the database could not be used (SQLITE_IOERR)",
  ),
  thrown("a number of another kind there", carrying({ cause: { kind: "postgres", extendedCode: 10 } }), THE_BUG),
  thrown("a code that better-sqlite3 does not know", coded("UNKNOWN_SQLITE_ERROR_261"), LOCKED),
  thrown("another code that it does not know", coded("UNKNOWN_SQLITE_ERROR_257"), THE_BUG),
  ...[
    ["PERM", "access permission denied"],
    ["BUSY", "database is locked"],
    ["LOCKED", "database table is locked: notes"],
    ["LOCKED", "database schema is locked: main"],
    ["NOMEM", "out of memory"],
    ["READONLY", "attempt to write a readonly database"],
    ["IOERR", "disk I/O error"],
    ["CORRUPT", "database disk image is malformed"],
    ["CORRUPT", "malformed database schema (notes)"],
    ["FULL", "database or disk is full"],
    ["CANTOPEN", "unable to open database file"],
    ["CANTOPEN", "Cannot open database because the directory does not exist"],
    ["PROTOCOL", "locking protocol"],
    ["NOLFS", "large file support is disabled"],
    ["NOTADB", "file is not a database"],
    ["NOTADB", "file is encrypted or is not a database"],
  ].flatMap(([code = "", sentence = ""]) =>
    [
      "%",
      "could not save: %",
      "Raw query failed. Message: `%`",
      "% (5)",
      '"%"',
      "while saving\n% \nat last",
      "%, try again",
    ].map((text) =>
      thrown(text.replace("%", sentence), said(text.replace("%", sentence)), `the database could not be used (SQLITE_${code})`),
    ),
  ),
  thrown("a sentence of somebody else's", said("the database is locked for the night"), THE_BUG),
  thrown("a sentence that goes on", said("database is locked for the night"), THE_BUG),
  thrown("a sentence that began before", said("Your database is locked"), THE_BUG),
  thrown(
    "a code in a message",
    said("SQLITE_IOERR_SHORT_READ: disk I/O error"),
    "the database could not be used (SQLITE_IOERR_SHORT_READ)",
  ),
  thrown("a code that counts in a message", said("SQLITE_CONSTRAINT: UNIQUE constraint failed"), THE_BUG),
  thrown("a code behind one that counts", said("SQLITE_ERROR, then SQLITE_BUSY"), LOCKED),
  thrown("a code in a string", "SQLITE_BUSY", LOCKED),
  thrown("a sentence in a field that says why", carrying({ cause: "database is locked" }), LOCKED),

  // Where errors are.
  ...[
    "parent",
    "original",
    "nativeError",
    "driverError",
    "previous",
    "jse_cause",
    "meta",
    "driverAdapterError",
    "originalError",
    "extensions",
    "inner",
    "innerError",
    "error",
    "suppressed",
    "err",
    "reason",
    "exception",
    "cause",
  ].map((field) => thrown(`an object under ${field}`, carrying({ [field]: { code: "SQLITE_BUSY" } }), LOCKED)),
  thrown("an object under another name", carrying({ settings: { code: "SQLITE_BUSY" } }), THE_BUG),
  thrown("an error under another name", carrying({ settings: busy() }), LOCKED),
  thrown("errors under another name", carrying({ settings: [1, busy()] }), LOCKED),
  thrown("an error under a symbol", carrying({ [Symbol("why")]: busy() }), LOCKED),
  thrown(
    "an error behind a getter of another name",
    Object.defineProperty(new Error("no"), "settings", { get: busy }),
    THE_BUG,
  ),
  thrown("a cause that is a method", carrying({ cause: busy }), LOCKED),
  thrown("a cause that is a method, of no error", { cause: busy }, THE_BUG),
  thrown("a cause that is a method, and throws", carrying({ cause: touch }), THE_BUG),
  thrown("a cause that is a method, and takes one", carrying({ cause: (error: unknown) => error ?? busy() }), THE_BUG),
  thrown("another method", carrying({ error: busy, meta: busy }), THE_BUG),
  thrown("members in a Set", carrying({ errors: new Set([busy()]) }), LOCKED),
  thrown("members in a Map", carrying({ errors: new Map([["field", busy()]]) }), LOCKED),
  thrown("members by field", carrying({ errors: { field: busy() } }), LOCKED),
  thrown("members behind a method", carrying({ errors: () => [busy()] }), LOCKED),
  thrown("one member, without a list", carrying({ errors: busy() }), LOCKED),
  thrown("members that are no objects", carrying({ errors: "SQLITE_BUSY" }), THE_BUG),
  thrown("members behind a method of no error", { errors: () => [busy()] }, THE_BUG),
  thrown("causes without end", endless(), "it has more causes than can be looked through"),
  thrown("a plain object with an error", { why: busy() }, LOCKED),

  // What Cucumber made of what is no error.
  thrown("an object whose text tells more", { status: 500 }, LOCKED, {}, "{ status: 500, body: { code: 'SQLITE_BUSY' } }"),
  thrown("an error whose text tells more", BOOM, THE_BUG, {}, "Error: boom { settings: { code: 'SQLITE_BUSY' } }"),
  thrown(
    "an assertion that is no error, and quotes a text",
    { name: "AssertionError", message: "it did not hold" },
    THE_BUG,
    {},
    "{ name: 'AssertionError', actual: 'database is locked' }",
  ),

  // Whatever it is.
  ...[
    touchy,
    revoked.proxy,
    endlessPrototypes,
    Symbol("what"),
    () => "x",
    PaymentTimeoutError,
    0,
    1n,
    Number.NaN,
    Object.freeze({}),
  ].flatMap((value, index) => [
    thrown(`a strange value, ${index}`, value, THE_BUG),
    thrown(`a strange value as a cause, ${index}`, carrying({ cause: value, errors: value }), THE_BUG),
    thrown(`a strange value where only assertions count, ${index}`, value, "only assertion errors are accepted", {
      accept: "assertion",
    }),
    thrown(`a strange value where a pattern counts, ${index}`, value, "the error is not the one that is known of #991", {
      issues: { 991: { error: /^never this$/ } },
    }),
  ]),

  // picklejar's own.
  thrown("a misuse of picklejar", misuseTypeError("no"), "picklejar was used wrongly, which is a mistake in code"),
  thrown("a misuse of something else", new TypeError("no"), THE_BUG),
  thrown(
    "an error of another copy, by its mark",
    coded("DISK_FULL", { isPicklejarError: true }),
    "it is an error of picklejar itself (DISK_FULL)",
  ),
  thrown("a mark that says nothing", coded("DISK_FULL", { isPicklejarError: "yes" }), THE_BUG),
  thrown("a precondition by its mark", coded("PRECONDITION_FAILED", { isPicklejarError: true }), "a precondition did not hold"),

  // Modules.
  ...(
    "ERR_UNKNOWN_FILE_EXTENSION ERR_UNKNOWN_MODULE_FORMAT ERR_UNKNOWN_BUILTIN_MODULE ERR_REQUIRE_ESM ERR_REQUIRE_ASYNC_MODULE " +
    "ERR_IMPORT_ATTRIBUTE_MISSING ERR_IMPORT_ASSERTION_TYPE_MISSING ERR_UNSUPPORTED_DIR_IMPORT ERR_PACKAGE_IMPORT_NOT_DEFINED ERR_INVALID_PACKAGE_TARGET " +
    "ERR_INVALID_PACKAGE_CONFIG ERR_INVALID_MODULE_SPECIFIER ERR_DLOPEN_FAILED ERR_UNSUPPORTED_ESM_URL_SCHEME ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX " +
    "ERR_INVALID_TYPESCRIPT_SYNTAX ERR_NO_TYPESCRIPT ERR_LOADER_CHAIN_INCOMPLETE ERR_NETWORK_IMPORT_DISALLOWED ERR_VM_MODULE_LINK_FAILURE " +
    "ERR_AMBIGUOUS_MODULE_SYNTAX ERR_UNSUPPORTED_RESOLVE_REQUEST BABEL_PARSE_ERROR"
  )
    .split(" ")
    .map((code) => thrown(code, coded(code), `a module could not be loaded (${code})`)),
  ...["ERR_INVALID_ARG_TYPE", "ERR_INVALID_PACKET", "ERR_UNKNOWN_SIGNAL", "ERR_IMPORTANT", "ERR_UNSUPPORTED_CODE"].map((code) =>
    thrown(code, coded(code), THE_BUG),
  ),
  ...["TSError", "TransformError", "CompileError", "LinkError"].map((name) =>
    thrown(name, said("no", name), `a module could not be loaded (${name})`),
  ),
  ...[
    ["Cannot find module 'x'", "Cannot find module "],
    ["Cannot find package 'x' imported from y", "Cannot find package "],
    ["Transform failed with 2 errors:\nx", "Transform failed with 2 errors"],
    ["Could not locate the bindings file. Tried:", "Could not locate the bindings file"],
    ['Could not dynamically require "x"', "Could not dynamically require "],
    ["Cannot find native binding. npm has a bug", "Cannot find native binding"],
    [
      "The module 'x'\nwas compiled against a different Node.js version using",
      "was compiled against a different Node.js version",
    ],
  ].map(([message = "", name = ""]) => thrown(message, said(message), `a module could not be loaded (${name})`)),
  thrown("a module among other words", said("the page says: Cannot find module 'x'"), THE_BUG),

  // Cucumber's own.
  thrown(
    "a data table",
    framed("/app/node_modules/@cucumber/cucumber/lib/models/data_table.js"),
    "Cucumber was used wrongly, which is a mistake in code",
  ),
  thrown("what Cucumber makes of nothing", framed("/app/node_modules/@cucumber/cucumber/lib/user_code_runner.js"), THE_BUG),
  thrown("the same with source maps", framed("/app/node_modules/@cucumber/cucumber/src/user_code_runner.ts"), THE_BUG),
  thrown("a step", framed("/app/features/steps.js"), THE_BUG),

  // The machine and the network.
  ...["EACCES", "EIO", "EMFILE", "ENOSPC", "EROFS", "ECONNREFUSED", "ENOTFOUND", "ETIMEDOUT", "UND_ERR_SOCKET"].map((code) =>
    thrown(code, coded(code), `the machine or the network failed (${code})`),
  ),
  ...["ENOENT", "EEXIST", "ENOTEMPTY", "EISDIR"].map((code) => thrown(code, coded(code, { syscall: "open" }), THE_BUG)),
  thrown(
    "a program that is not there",
    coded("ENOENT", { syscall: "spawn git" }),
    "the machine or the network failed (spawn ENOENT)",
  ),
  thrown("a program that ends", coded("EPIPE", { syscall: "write" }), "the machine or the network failed (EPIPE)"),
  thrown("another failure of a program", coded("ESRCH", { syscall: "spawn git" }), THE_BUG),
  thrown(
    "a code of the network in a message",
    said("connect ECONNREFUSED 127.0.0.1:3000"),
    "the machine or the network failed (ECONNREFUSED)",
  ),
  thrown(
    "a code of a browser in a message",
    said("page.goto: net::ERR_CONNECTION_REFUSED at http://x"),
    "the machine or the network failed (ERR_CONNECTION_REFUSED)",
  ),
  thrown("a code that is part of a word", said("the room RECONNREFUSED"), THE_BUG),
  thrown("an address of Socket.IO", said("GET /socket.io/?EIO=4&transport=polling"), THE_BUG),
  thrown(
    "no connection, of Prisma",
    Object.assign(new PrismaClientKnownRequestError("no"), { code: "P1001" }),
    "the machine or the network failed (P1001)",
  ),
  thrown(
    "no connection at the start, of Prisma",
    Object.assign(new PrismaClientKnownRequestError("no"), { errorCode: "P1003" }),
    "the machine or the network failed (P1003)",
  ),
  thrown("a constraint, of Prisma", Object.assign(new PrismaClientKnownRequestError("no"), { code: "P2002" }), THE_BUG),
  thrown(
    "a start that failed, of Prisma",
    said("no", "PrismaClientInitializationError"),
    "the machine or the network failed (PrismaClientInitializationError)",
  ),
  thrown("a code that reads like Prisma's", coded("P1001"), THE_BUG),

  // Time.
  thrown("a timeout by its class", new TimeoutError("no"), "something timed out (TimeoutError)"),
  thrown("a timeout by its name", said("no", "KnexTimeoutError"), "something timed out (KnexTimeoutError)"),
  thrown(
    "a timeout of a pool",
    said("no", "SequelizeConnectionAcquireTimeoutError"),
    "something timed out (SequelizeConnectionAcquireTimeoutError)",
  ),
  thrown("a timeout of the application's own", new PaymentTimeoutError("no"), THE_BUG),
  thrown("a timeout of undici's", coded("UND_ERR_HEADERS_TIMEOUT"), "something timed out (UND_ERR_HEADERS_TIMEOUT)"),
  thrown("another of undici's", coded("UND_ERR_INVALID_ARG"), THE_BUG),
  ...[
    "Timeout acquiring a connection",
    "ResourceRequest timed out",
    "Timed out fetching a new connection from the connection pool",
    "operation timed out for an unknown reason",
  ].map((text) => thrown(text, said(`could not save: ${text}. `), `something timed out (${text})`)),
  thrown("a timeout, where timeouts count", new TimeoutError("no"), THE_BUG, { timeouts: true }),
  thrown("a lock, where timeouts count", Object.assign(new TimeoutError("no"), { parent: busy() }), LOCKED, { timeouts: true }),

  // Connections.
  ...[
    ["The database connection is not open", "database connection is not open"],
    ["database is not open", "database is not open"],
    ["SQLITE_MISUSE: Database is closed", "Database is closed"],
    ["SQLITE_MISUSE: Database handle is closed", "Database handle is closed"],
    ["Database closed", "Database closed"],
  ].map(([message = "", name = ""]) =>
    thrown(message, new TypeError(message), `a connection was used after it had been closed (${name})`),
  ),

  // Assertions.
  thrown(
    "an assertion that quotes a sentence",
    said("expected 'database is locked' to equal 'saved'", "AssertionError"),
    THE_BUG,
  ),
  thrown("an assertion that quotes a code", said("expected 'SQLITE_BUSY' to equal 'saved'", "AssertionError"), THE_BUG),
  thrown("an assertion with a lock as its cause", assertion({ cause: busy() }), LOCKED),
  thrown("an assertion with a cause that is a text", assertion({ cause: "database is locked" }), LOCKED),
  thrown(
    "an assertion that details a text",
    assertion({ details: "database is locked", error: { code: "SQLITE_BUSY" } }),
    THE_BUG,
  ),
  thrown("an assertion with a lock in a field", assertion({ why: busy() }), LOCKED),
  thrown("an assertion about a lock", assertion({ actual: busy() }), LOCKED),
  thrown("an assertion about what a lock carries", assertion({ actual: carrying({ parent: busy() }) }), LOCKED),
  thrown("an assertion that waits for a lock", assertion({ actual: undefined, expected: busy() }), THE_BUG),
  thrown("an assertion about a value that reads like a lock", assertion({ actual: { code: "SQLITE_BUSY" } }), THE_BUG),
  thrown("an assertion about a SyntaxError", assertion({ actual: new SyntaxError("no") }), THE_BUG),
  thrown(
    "an assertion about what a SyntaxError causes",
    assertion({ actual: new Error("no", { cause: new SyntaxError("no") }) }),
    THE_BUG,
  ),
  thrown(
    "an assertion about a misuse of picklejar",
    assertion({ actual: misuseTypeError("no") }),
    "picklejar was used wrongly, which is a mistake in code",
  ),
  thrown("a matcher's result about a lock", carrying({ matcherResult: { pass: false, actual: busy() } }), LOCKED),
  thrown(
    "a matcher's result about a value",
    carrying({ matcherResult: { pass: false, actual: "database is locked" } }),
    THE_BUG,
  ),
  named(
    "an assertion about an error that the issue names",
    assertion({ actual: said("sold out") }),
    /sold out/,
    "the error is not the one that is known of #991",
  ),
  ...[
    "expected [Function] to not throw an error but 'Error: database is locked' was thrown",
    "expected [Function] to throw error matching /sold out/ but got 'database is locked'",
    "expected promise to be fulfilled but it was rejected with 'Error: database is locked'",
    "expected promise to be rejected with an error including 'x' but got 'database is locked'",
    "expected Function { name: 'T' } not to throw exception (got Error { code: 'SQLITE_BUSY', message: 'database is locked' }) (false negative fail)",
    "expected [Promise] to be fulfilled, but it was rejected with Error { code: 'SQLITE_BUSY' }",
    "expected [Promise] to be rejected with a message matching 'x', but got 'database is locked'",
    "expect(received).resolves.toBe()\n\nReceived promise rejected instead of resolved\nRejected to value: [Error: database is locked]",
    'expect(received).not.toThrow()\n\nError name:    "Error"\nError message: "database is locked"\n',
    'expect(received).toThrow(expected)\n\nExpected substring: "x"\nReceived message:   "database is locked"\n',
    'expect(received).toThrow(expected)\n\nExpected substring: "x"\nThrown value: "database is locked"\n',
    "expect(received).toBeUndefined()\n\n\u001B[31mReceived: [Error: database is locked]\u001B[39m",
  ].map((message) => thrown(message, said(message, "AssertionError"), LOCKED)),
  ...[
    "expected [Function] to throw error including 'database is locked'",
    "expected 'database is locked' to throw an error",
    'expect(received).toBe(expected)\n\nExpected: "saved"\nReceived: "database is locked"',
    'expect(received).toThrow(expected)\n\nExpected substring: "database is locked"\n\nReceived function did not throw',
  ].map((message) => thrown(message, said(message, "AssertionError"), THE_BUG)),
  ...["AssertionError", "Assertion", "AssertError", "JestAssertionError", "ExpectationFailed", "UnexpectedError"].map((name) =>
    thrown(`where only assertions count: ${name}`, said("no", name), THE_BUG, { accept: "assertion" }),
  ),
  thrown("where only assertions count: two values that differ", carrying({ showDiff: true }), THE_BUG, { accept: "assertion" }),
  thrown(
    "where only assertions count: two values that are not shown",
    carrying({ showDiff: false }),
    "only assertion errors are accepted",
    { accept: "assertion" },
  ),
  thrown(
    "where only assertions count: a result that is none",
    carrying({ matcherResult: {} }),
    "only assertion errors are accepted",
    { accept: "assertion" },
  ),
  thrown(
    "where only assertions count: a matcher that was given what it cannot compare",
    said(
      "expect(received).resolves.toBe()\n\n\u001B[1mMatcher error\u001B[22m: received value must be a promise",
      "JestAssertionError",
    ),
    "only assertion errors are accepted",
    { accept: "assertion" },
  ),
  thrown("the bug itself", BOOM, THE_BUG),
];
