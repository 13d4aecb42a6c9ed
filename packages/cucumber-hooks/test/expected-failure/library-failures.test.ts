import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import type { ExpectedFailureOptions } from "../../src/expected-failure/expected-failure-options.js";
import { resolveExpectedFailureOptions } from "../../src/expected-failure/expected-failure-options.js";
import { judgeStep } from "../../src/expected-failure/verdict/judge-step.js";

type Fail = (place: { readonly path: string }) => unknown;

const { LIBRARY_FAILURES } = (await import(new URL("library-failures.js", import.meta.url).href)) as {
  readonly LIBRARY_FAILURES: Readonly<Record<string, Fail>>;
};

const LOCKED = "the database could not be used (SQLITE_BUSY)";

const REASONS: Readonly<Record<string, string>> = {
  "knex meets a lock": LOCKED,
  "knex has no connection left": "something timed out (KnexTimeoutError)",
  "VError wraps a lock": LOCKED,
  "MultiError has a lock among others": LOCKED,
  "a connection is used when it has been closed":
    "a connection was used after it had been closed (database connection is not open)",
  "a folder is not there": "the database could not be used (SQLITE_CANTOPEN)",
  "a fetch finds no server": "the machine or the network failed (ECONNREFUSED)",
  "a signal times out": "something timed out (TimeoutError)",
};

const failures = Object.entries(LIBRARY_FAILURES);

describe("a failure is not taken for the bug where a library tells of a database that cannot be used", () => {
  const reasons = failures.flatMap(([title, fail]) => {
    const reason = REASONS[title] ?? (/ a lock(?: instead)?$/.test(title) ? LOCKED : undefined);
    return reason === undefined ? [] : [[title, fail, reason] as const];
  });

  test.each(reasons)("%s", async (_title, fail, reason) => {
    expect(await judge(fail)).toEqual({ isTheBug: false, reason });
  });
});

describe("a failure is taken for the bug, with accept: assertion too, where an assertion is about a value", () => {
  const about = failures.filter(([title]) => / a (?:text|value)$| nothing$|another error$/.test(title));

  test.each(about)("%s", async (_title, fail) => {
    expect([await judge(fail), await judge(fail, { accept: "assertion" })]).toEqual([THE_BUG, THE_BUG]);
  });
});

test("a matcher that is given what it cannot compare is no assertion", async () => {
  const fail = LIBRARY_FAILURES["jest: resolves is given no promise"];
  if (fail === undefined) throw new Error("no such failure");
  expect(await judge(fail, { accept: "assertion" })).toEqual({ isTheBug: false, reason: "only assertion errors are accepted" });
});

const THE_BUG = { isTheBug: true, issues: [991] };

async function judge(fail: Fail, options: ExpectedFailureOptions = {}): Promise<unknown> {
  const path = join(mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "library-")), "notes.db");
  const database = new Database(path);
  database.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
  database.close();
  const error = await catchError(fail, path);
  const step = { scenario: "late", step: "it fails", phase: "then", isBackground: false, issues: [991] } as const;
  return judgeStep(
    {
      ...step,
      error,
      report: error,
      isFromParameterType: false,
      missingDatabase: undefined,
      isUncaught: false,
      hasPassedBefore: false,
      stepThatCannotRun: undefined,
    },
    resolveExpectedFailureOptions(options),
  );
}

async function catchError(fail: Fail, path: string): Promise<unknown> {
  try {
    await fail({ path });
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
