import { AssertionError } from "node:assert";
import { misuseTypeError } from "@picklejar/core/integration";

import type { ExpectedFailureOptions } from "../../src/expected-failure/expected-failure-options.js";
import { BOOM, claim, type Claim } from "./claim.js";

const THE_BUG = "the bug";
const LOCKED = "the database could not be used (SQLITE_BUSY)";

const busy = (): Error => coded("SQLITE_BUSY");

/** A claim about an error that a Then step threw. */
function thrown(
  title: string,
  error: unknown,
  wanted: string,
  options: ExpectedFailureOptions = {},
  report = error,
  maker: (...values: never[]) => Claim = thrown,
): Claim {
  return claim(
    title,
    ({ judgeStep, resolveExpectedFailureOptions }) => {
      const step = { scenario: "late", step: "it fails", phase: "then", isBackground: false, issues: [991] } as const;
      const occasion = { isFromParameterType: false, missingDatabase: undefined, isUncaught: false, hasPassedBefore: false };
      const failure = { ...step, ...occasion, error, report, stepThatCannotRun: undefined };
      const verdict = judgeStep(failure, resolveExpectedFailureOptions(options));
      return [verdict.isTheBug ? THE_BUG : verdict.reason, wanted];
    },
    maker,
  );
}

/** The same, of an issue whose `error` is given. */
function named(title: string, error: unknown, matcher: string | RegExp | (() => boolean), wanted: string): Claim {
  return thrown(title, error, wanted, { issues: { 991: { error: matcher } } }, error, named);
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

const circular: Record<string, unknown> = {};
circular["self"] = [circular];

class Failure {
  readonly code = "SQLITE_BUSY";
}
class Server {
  readonly last = { code: "SQLITE_BUSY" };
}
class GetterError extends Error {
  readonly #why = busy();
  get why(): Error {
    return this.#why;
  }
}
class JsonError extends Error {
  readonly #why = busy();
  toJSON(): object {
    return { why: this.#why };
  }
}
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
  ...[
    ["The database is locked", "SQLITE_BUSY"],
    ["Save failed because database is locked", "SQLITE_BUSY"],
    ["Save failed because the database is locked.", "SQLITE_BUSY"],
    ["DATABASE IS LOCKED", "SQLITE_BUSY"],
    ["SQLite error 5", "SQLITE_BUSY"],
    ["SQLite Error 261: 'no'", "SQLITE_BUSY"],
    ["SQLite3 result code: 13", "SQLITE_FULL"],
    ["SQLITE_AUTH: not authorized", "SQLITE_AUTH"],
    ["SQLITE_ABORT_ROLLBACK: abort", "SQLITE_ABORT_ROLLBACK"],
    ["abort due to ROLLBACK", "SQLITE_ABORT"],
    ["interrupted", "SQLITE_INTERRUPT"],
    ["SQLITE_INTERRUPT: interrupted", "SQLITE_INTERRUPT"],
    ["database schema has changed", "SQLITE_SCHEMA"],
    ["bad parameter or other API misuse", "SQLITE_MISUSE"],
    ["This database connection is busy executing a query", "database connection is busy executing a query"],
  ].map(([message = "", name = ""]) => thrown(message, said(message), `the database could not be used (${name})`)),
  ...Object.entries({ ABORT: 4, INTERRUPT: 9, SCHEMA: 17, MISUSE: 21, AUTH: 23 }).map(([code, errcode]) =>
    thrown(`the number of ${code}`, coded("ERR_SQLITE_ERROR", { errcode }), `the database could not be used (SQLITE_${code})`),
  ),
  thrown("the number of an application's own code in a message", said("SQLite error 1: no such table"), THE_BUG),
  thrown("an interrupted call", said("The call was interrupted by the customer"), THE_BUG),
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
  ...Object.entries({
    "an object under another name": carrying({ settings: { code: "SQLITE_BUSY" } }),
    "a plain object with an error in its context": carrying({ context: { error: busy() } }),
    "errors in a list of plain objects": carrying({ results: [{ error: busy() }] }),
    "errors in lists of lists": carrying({ failures: [[busy()]] }),
    "errors in a Map": carrying({ causes: new Map([["save", busy()]]) }),
    "errors in a Map, as keys": carrying({ causes: new Map([[busy(), 1]]) }),
    "errors in a Set": carrying({ failures: new Set([[busy()]]) }),
    "a code in what a server answered": carrying({ response: { data: { code: "SQLITE_BUSY" } } }),
    "a code in an object that an object holds": carrying({ data: { answers: [{ code: "SQLITE_BUSY" }] } }),
    "a code in an object without a prototype": carrying({ data: Object.assign(Object.create(null), { code: "SQLITE_BUSY" }) }),
    "a code in an object of a class": carrying({ data: new Failure() }),
    "a code in a detail": carrying({ details: "SQLITE_BUSY: database is locked" }),
    "a sentence in what a program wrote": carrying({ stderr: "Error: database is locked\n    at save (x.js:1:1)" }),
    "a sentence in the bytes that a program wrote": carrying({ stderr: Buffer.from("Error: database is locked\n") }),
    "a sentence in lines that a program wrote": carrying({ output: [null, "", "Error: database is locked"] }),
    "a plain object that holds a code deep inside": { status: 500, body: { errors: [{ detail: { code: "SQLITE_BUSY" } }] } },
    "a list": [1, [busy()]],
    "an error that is not enumerable": Object.defineProperty(new Error("no"), "settings", { value: { why: busy() } }),
    "an error behind a getter of another name": Object.defineProperty(new Error("no"), "settings", { get: busy }),
    "an error behind a getter of its class": new GetterError("no"),
    "an error that it tells JSON of": carrying({ toJSON: () => ({ why: { code: "SQLITE_BUSY" } }) }),
    "an error behind a private field that it tells JSON of": new JsonError("no"),
  }).map(([title, error]) => thrown(title, error, LOCKED)),
  thrown("an object that holds itself", carrying({ settings: circular }), THE_BUG),
  thrown("a cause that may not be touched", carrying({ cause: touchy }), THE_BUG),
  thrown("a field that may not be touched", carrying({ settings: [touchy, { why: touchy }] }), THE_BUG),
  thrown("a getter that throws", Object.defineProperty(new Error("no"), "settings", { get: touch }), THE_BUG),
  thrown("a toJSON that throws", carrying({ toJSON: touch }), THE_BUG),
  thrown("what an object of a class holds", carrying({ server: new Server() }), THE_BUG),
  thrown("a stack that quotes", Object.assign(new Error("no"), { stack: "Error: no\n    at database is locked\n" }), THE_BUG),
  named(
    "a word in a field that the issue names",
    carrying({ sql: "sold out" }),
    /sold out/,
    "the error is not the one that is known of #991",
  ),
  thrown("thousands of members", new AggregateError(Array.from({ length: 10_100 }, () => new Error("sold out"))), THE_BUG),
  thrown("a long list of data", carrying({ rows: Array.from({ length: 10_100 }, (_row, id) => ({ id })) }), THE_BUG),
  thrown("an error under another name", carrying({ settings: busy() }), LOCKED),
  thrown("errors under another name", carrying({ settings: [1, busy()] }), LOCKED),
  thrown("an error under a symbol", carrying({ [Symbol("why")]: busy() }), LOCKED),
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
  thrown("members that are no objects", carrying({ errors: "SQLITE_BUSY" }), LOCKED),
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
  ...[touchy, revoked.proxy, endlessPrototypes, Symbol("what"), () => "x", PaymentTimeoutError, Object.freeze({})].flatMap(
    (value, index) => [
      thrown(`a strange value, ${index}`, value, THE_BUG),
      thrown(`a strange value as a cause, ${index}`, carrying({ cause: value, errors: value }), THE_BUG),
      thrown(`a strange value where only assertions count, ${index}`, value, "only assertion errors are accepted", {
        accept: "assertion",
      }),
      thrown(`a strange value where a pattern counts, ${index}`, value, "the error is not the one that is known of #991", {
        issues: { 991: { error: /^never this$/ } },
      }),
    ],
  ),

  ...(
    [
      [undefined, "undefined"],
      [null, "null"],
      [0, "0"],
      [5, "5"],
      [1n, "1"],
      [Number.NaN, "NaN"],
      [false, "false"],
      ["", "an empty string"],
      [" \n", "an empty string", "a string of white space"],
      [said("Promise rejected without a reason"), "nothing"],
    ] as const
  ).flatMap(([value, name, title = name]) => [
    thrown(`a step that threw ${title}`, value, `it threw ${name}, which does not say what failed`),
    thrown(`the same as a cause: ${title}`, carrying({ cause: value, errors: value }), THE_BUG),
    named(`a step that threw ${title}, which the issue names`, value, name, THE_BUG),
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
  thrown("a module among other words", said("the page offers to say Cannot find module 'x'"), THE_BUG),

  ...[
    ["Command failed: node x.js\nnode:internal\nError: Cannot find module './x.js'\nRequire stack:", "Cannot find module "],
    ["the worker failed: Cannot find package 'x'", "Cannot find package "],
    ["Error [ERR_MODULE_NOT_FOUND]: no x", "ERR_MODULE_NOT_FOUND"],
    ["{ code: 'MODULE_NOT_FOUND' }", "MODULE_NOT_FOUND"],
    ["@prisma/client did not initialize yet. Please run", "@prisma/client did not initialize yet"],
    ["No native build was found for platform=linux", "No native build was found"],
    ['Could not load the "sharp" module using the linux-x64 runtime', 'Could not load the "sharp" module'],
    ["Failed to load native binding", "Failed to load native binding"],
    ["Please install sqlite3 package manually", "Please install sqlite3 package manually"],
  ].flatMap(([message = "", name = ""]) => [
    thrown(message, said(message), `a module could not be loaded (${name})`),
    thrown(`${message}, on stderr`, carrying({ stderr: message }), `a module could not be loaded (${name})`),
    thrown(`${message}, in an author's words`, assertion({ message }), `a module could not be loaded (${name})`),
  ]),
  ...["DriverPackageNotInstalledError", "MissingDriverError"].map((name) =>
    thrown(name, said("no", name), `a module could not be loaded (${name})`),
  ),

  // Cucumber's own.
  thrown("a folder of the application's that is called alike", framed("/app/@cucumber/garden/steps.js"), THE_BUG),
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
  ...(
    "E2BIG EBUSY ELOCKED ENOBUFS ENOLCK ESTALE ETXTBSY ERR_CHILD_PROCESS_STDIO_MAXBUFFER ERR_WORKER_OUT_OF_MEMORY " +
    "ERR_STREAM_DESTROYED ERR_STREAM_PREMATURE_CLOSE EOPENBREAKER ESOCKETTIMEDOUT ETIMEOUT CERT_HAS_EXPIRED " +
    "DEPTH_ZERO_SELF_SIGNED_CERT ERR_TLS_CERT_ALTNAME_INVALID UNABLE_TO_VERIFY_LEAF_SIGNATURE " +
    "ERR_CONNECTION_TIMED_OUT ERR_EMPTY_RESPONSE ERR_SSL_PROTOCOL_ERROR ERR_CERT_AUTHORITY_INVALID ERR_NETWORK_CHANGED " +
    "NS_ERROR_CONNECTION_REFUSED NS_ERROR_NET_RESET"
  )
    .split(" ")
    .flatMap((code) => [
      thrown(code, coded(code), `the machine or the network failed (${code})`),
      thrown(`${code} in a message`, said(`page.goto: net::${code} at x`), `the machine or the network failed (${code})`),
    ]),
  ...["ERR_TOO_MANY_REDIRECTS", "ERR_FILE_NOT_FOUND", "ERR_STREAM_WRITE_AFTER_END", "EISDIR"].map((code) =>
    thrown(`${code} in a message`, said(`net::${code} at x`), THE_BUG),
  ),
  ...["code", "exitCode", "status"].map((field) =>
    thrown(`no such program, by its ${field}`, carrying({ [field]: 127 }), "the machine or the network failed (exit code 127)"),
  ),
  thrown("a program that may not be run", carrying({ code: 126 }), "the machine or the network failed (exit code 126)"),
  thrown("a program that says no", carrying({ code: 1, killed: false, signal: null }), THE_BUG),
  thrown(
    "retries that ran out",
    said("no", "MaxRetriesPerRequestError"),
    "the machine or the network failed (MaxRetriesPerRequestError)",
  ),
  ...[
    "JavaScript heap out of memory",
    "Executable doesn't exist at",
    "Host system is missing dependencies",
    "Could not find Chrome",
  ].map((text) => thrown(text, said(`launch: ${text} /x`), `the machine or the network failed (${text})`)),
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
    "timeout while waiting for mutex",
    "timeout exceeded when trying to connect",
  ].map((text) => thrown(text, said(`could not save: ${text}. `), `something timed out (${text})`)),
  thrown("a timeout, where timeouts count", new TimeoutError("no"), THE_BUG, { timeouts: true }),
  thrown("a lock, where timeouts count", Object.assign(new TimeoutError("no"), { parent: busy() }), LOCKED, { timeouts: true }),

  thrown("a program that took too long, of execa", carrying({ timedOut: true }), "something timed out (timedOut)"),
  thrown("a program that did not", carrying({ timedOut: false }), THE_BUG),
  ...["AbortError", "CancelError", "CanceledError"].map((name) =>
    thrown(name, said("no", name), `something was aborted (${name})`),
  ),
  ...["ABORT_ERR", "ERR_CANCELED"].map((code) => thrown(code, coded(code), `something was aborted (${code})`)),
  thrown("a program that Node killed", carrying({ killed: true, signal: "SIGTERM" }), "something was aborted (SIGTERM)"),
  thrown("a program that the kernel killed", carrying({ killed: false, signal: "SIGKILL" }), "something was aborted (SIGKILL)"),
  thrown("a program that crashed", carrying({ killed: false, signal: "SIGSEGV" }), THE_BUG),
  thrown("a program that was killed without a signal", carrying({ killed: true, signal: null }), THE_BUG),
  thrown("an abort, where timeouts count", said("no", "AbortError"), THE_BUG, { timeouts: true }),
  named("an abort that the issue names", said("no", "AbortError"), /AbortError/, THE_BUG),

  // Connections.
  ...["CLIENT_CLOSED", "CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECTION_ENDED"].flatMap((code) => [
    thrown(code, coded(code), `a connection was used after it had been closed (${code})`),
    thrown(`${code} in a message`, said(`${code}: no`), `a connection was used after it had been closed (${code})`),
  ]),
  thrown("a sentence about closing that goes on", said("Order refused: Database is closed on Sundays"), THE_BUG),
  thrown("a sentence about closing of somebody else's", said("The swimming pool is closed."), THE_BUG),
  ...[
    ["The database connection is not open", "database connection is not open"],
    ["database is not open", "database is not open"],
    ["SQLITE_MISUSE: Database is closed", "Database is closed"],
    ["SQLITE_MISUSE: Database handle is closed", "Database handle is closed"],
    ["Database closed", "Database closed"],
    ["Statement closed", "Statement closed"],
    ["Database already closed", "Database already closed"],
    ["statement has been finalized", "statement has been finalized"],
    ["Unable to acquire a connection", "Unable to acquire a connection"],
    ["Pool is closed.", "Pool is closed"],
    ["Connection is closed.", "Connection is closed"],
    ["pool is draining and cannot accept work", "pool is draining and cannot accept work"],
    ["Cannot use a pool after calling end on the pool", "Cannot use a pool after calling end on the pool"],
    ["Terminating worker thread", "Terminating worker thread"],
    ["Connection terminated unexpectedly", "Connection terminated unexpectedly"],
    ["driver has already been destroyed", "driver has already been destroyed"],
    [
      "Cannot execute operation because connection is not yet established.",
      "Cannot execute operation because connection is not yet established",
    ],
    ["Query runner already released. Cannot run queries anymore.", "Query runner already released"],
    [
      "ConnectionManager.getConnection was called after the connection manager was closed!",
      "ConnectionManager.getConnection was called after the connection manager was closed",
    ],
    ["The client is destroyed", "client is destroyed"],
    ["save failed: The client is closed", "client is closed"],
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
  thrown("soft assertions of which one has a lock", assertion({ errors: () => [assertion({ actual: busy() })] }), LOCKED),
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
  ...Object.entries({
    "an assertion about settled promises, one with a lock": [{ status: "rejected", reason: busy() }],
    "an assertion about a field with a lock": { error: busy() },
    "an assertion about a list of lists with a lock": [[1, [busy()]]],
    "an assertion about a Map with a lock": new Map([["save", { error: busy() }]]),
    "an assertion about a Set with a lock": new Set([busy()]),
    "an assertion about what a lock in a field carries": { error: carrying({ response: { data: { code: "SQLITE_BUSY" } } }) },
  }).map(([title, actual]) => thrown(title, assertion({ actual }), LOCKED)),
  thrown("an assertion that waits for a field with a lock", assertion({ actual: {}, expected: { error: busy() } }), THE_BUG),
  thrown("an assertion about a list of texts", assertion({ actual: ["SQLITE_BUSY: database is locked"] }), THE_BUG),
  thrown("an assertion about a field with a SyntaxError", assertion({ actual: { error: new SyntaxError("no") } }), THE_BUG),
  ...[
    ["could not save: database is locked", LOCKED],
    ["could not save: sold out", THE_BUG],
  ].flatMap(([message = "", wanted = ""]) => [
    thrown(`an assertion whose author says "${message}"`, new AssertionError({ message, operator: "fail" }), wanted),
    thrown(`an assertion of Chai whose author says "${message}"`, said(message, "AssertionError"), wanted),
    thrown(
      `one of Chai with "${message}" before the rest`,
      said(`${message}: expected 1 to equal 2`, "AssertionError"),
      wanted,
    ),
    thrown(
      `a matcher's with "${message}" before the rest`,
      carrying({ message: `${message}\n\nexpect(locator).toHaveText()`, matcherResult: { pass: false } }),
      wanted,
    ),
  ]),
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
  ...["code", "errcode", "message"].flatMap((name) => {
    const message = `expect(received).toMatchObject(expected)\n\n  Object {\n-   "${name}": "X",\n+   "${name}": "SQLITE_BUSY",\n  }`;
    const actual = { [name]: "SQLITE_BUSY" };
    return [
      thrown(`a matcher's ${name}, without what it was of`, carrying({ message, matcherResult: { pass: false } }), LOCKED),
      thrown(`a matcher's ${name} of a value`, carrying({ message, matcherResult: { pass: false, actual } }), THE_BUG),
      thrown(
        `an assertion's ${name} of a value`,
        assertion({ message: `expected x to y\n${message}`, generatedMessage: true, actual }),
        THE_BUG,
      ),
    ];
  }),
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
