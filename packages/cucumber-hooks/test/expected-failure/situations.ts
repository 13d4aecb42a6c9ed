/** How a scenario is to come out: what it is judged to be, and what Cucumber reports. */
export interface Expectation {
  readonly outcome: "expected-failure" | "unexpected-pass" | "other-failure" | "not-judged" | "bad-tags" | "untagged";
  /** The worst of its results, by Cucumber's major version. */
  readonly status: Status | Readonly<Record<12 | 13, Status>>;
  /** Part of the line that says why a failure was not taken for the bug, or what is wrong with the tags. */
  readonly reason?: string;
  /** Part of the error, which must not get lost. */
  readonly error?: string;
}

export type Status = "PASSED" | "SKIPPED" | "PENDING" | "UNDEFINED" | "AMBIGUOUS" | "FAILED";

/** A feature file, and how its scenarios are to come out, by name. */
export interface Situation {
  readonly title: string;
  /** What stands below the line `Feature:`. */
  readonly body: string;
  /** Tags of the feature itself. */
  readonly featureTags?: string;
  readonly scenarios: Readonly<Record<string, Expectation>>;
}

export const EXPECTED = "@tdd_expected_fail @tdd_issue @tdd_issue_991";

/** A situation of one scenario that must fail, which bears its title. */
export function one(title: string, steps: readonly string[], expectation: Expectation, tags = EXPECTED): Situation {
  return { title, body: scenario(title, steps, tags), scenarios: { [title]: expectation } };
}

function scenario(name: string, steps: readonly string[], tags = EXPECTED): string {
  return `  ${tags}\n  Scenario: ${name}\n${steps.map((step) => `    ${step}\n`).join("")}`;
}

export function expected(error: string): Expectation {
  return { outcome: "expected-failure", status: "SKIPPED", error };
}

export function other(reason: string, error?: string, status: Expectation["status"] = "FAILED"): Expectation {
  return { outcome: "other-failure", status, reason, ...(error === undefined ? {} : { error }) };
}

export function badTags(reason: string): Expectation {
  return { outcome: "bad-tags", status: "FAILED", reason };
}

export const UNEXPECTED_PASS: Expectation = {
  outcome: "unexpected-pass",
  status: "FAILED",
  error: "#991 seems fixed: remove @tdd_expected_fail",
};
const UNTAGGED: Expectation = { outcome: "untagged", status: "PASSED" };
const HOOK = "a hook failed";
const NOT_A_BUG = "the database could not be used";

/** Situations that one run can hold, without flags. */
export const SITUATIONS: readonly Situation[] = [
  // What a step of the scenario itself may do.
  one(
    "an assertion fails in Then",
    ["Given a set-up", "When it runs", "Then an assertion fails", "And it holds"],
    expected("three, not one"),
  ),
  one("an assertion fails in When", ["When an assertion fails", "Then it holds"], expected("three, not one")),
  one("an error is thrown in When", ["When an error is thrown"], expected("thrown by a step")),
  one("an error is thrown in Then", ["When it runs", "Then an error is thrown"], expected("thrown by a step")),
  one("a string is thrown", ["When a string is thrown"], expected("only a string")),
  one("null is thrown", ["When null is thrown"], other("it threw null, which does not say what failed", "null")),
  one("a promise is rejected", ["When a promise is rejected"], expected("rejected by a step")),
  one(
    "a promise is rejected with null",
    ["When a promise is rejected with null"],
    other("it threw nothing, which does not say what failed", "Promise rejected without a reason"),
  ),
  one("a callback gets an error", ["When a callback gets an error"], expected("given to a callback")),
  one("soft assertions fail, nested", ["Then soft assertions fail, nested"], expected("2 soft assertions")),
  one("And after When", ["When it runs", "And an error is thrown"], expected("thrown by a step")),
  one("But after Then", ["When it runs", "Then it holds", "But an assertion fails"], expected("three, not one")),
  one("an error with a circle of causes", ["When an error is thrown whose cause is itself"], expected("round and round")),
  one("every step passes", ["Given a set-up", "When it runs", "Then it holds"], UNEXPECTED_PASS),

  // Errors that are never the bug.
  ...["BUSY", "LOCKED", "CANTOPEN", "IOERR", "FULL", "CORRUPT", "NOTADB", "READONLY", "BUSY_SNAPSHOT", "IOERR_SHORT_READ"].map(
    (code) =>
      one(
        `the driver reports ${code}`,
        [`When the driver reports SQLITE_${code}`],
        other(NOT_A_BUG, `the driver says ${code}`),
      ),
  ),
  one("the driver reports CONSTRAINT", ["When the driver reports SQLITE_CONSTRAINT"], expected("the driver says CONSTRAINT")),
  one(
    "the database is busy for real",
    ["When two connections begin to write"],
    other(`${NOT_A_BUG} (SQLITE_BUSY)`, "database is locked"),
  ),
  one(
    "the database is no database for real",
    ["When a text file is opened"],
    other(`${NOT_A_BUG} (SQLITE_NOTADB)`, "not a database"),
  ),
  one(
    "the database is read-only for real",
    ["When a read-only connection writes"],
    other(`${NOT_A_BUG} (SQLITE_READONLY`, "readonly"),
  ),
  one("picklejar itself fails", ["When picklejar itself fails"], other("it is an error of picklejar itself", "nowhere")),
  one(
    "picklejar itself fails, deep inside",
    ["When picklejar fails deep inside"],
    other("it is an error of picklejar itself", "wrapped twice"),
  ),
  one(
    "a module is missing",
    ["When a module is missing"],
    other("a module could not be loaded (ERR_MODULE_NOT_FOUND)", "nowhere.js"),
  ),
  one("a name is not defined", ["When a name is not defined"], other("a ReferenceError is a mistake in code", "notDefined")),
  one("code cannot be parsed", ["When code cannot be parsed"], other("a SyntaxError is a mistake in code", "JSON")),
  one(
    "a never accepted error among soft assertions",
    ["Then a soft assertion is a ReferenceError"],
    other("a ReferenceError is a mistake", "1 soft assertion"),
  ),
  one(
    "a precondition does not hold",
    ["When a precondition does not hold"],
    other("a precondition did not hold", "nothing to look at"),
  ),
  one(
    "a precondition among soft assertions",
    ["Then a soft assertion is a precondition"],
    other("a precondition did not hold", "1 soft assertion"),
  ),
  one("a precondition holds", ["When a precondition holds", "Then an assertion fails"], expected("three, not one")),

  // The same, wherever it is in what was thrown.
  ...[
    "a lock of Sequelize's",
    "a lock behind cause()",
    "a lock of Objection's",
    "a lock of TypeORM's",
    "a lock of MikroORM's",
    "a lock of Prisma's",
    "a lock among others",
    "a lock in a field of a name of its own",
    "a lock as words",
    "a lock as a code in words",
    "a lock below thousands of causes",
    "an error that is frozen, and has a lock",
    "an error of another realm, with a lock",
    "a plain object with a lock",
    "a plain object with a lock deep inside",
    "an object whose getter tells of a lock",
    "a text with a lock",
  ].flatMap((what) => [
    one(`throws ${what}`, [`When the step throws "${what}"`], other(`${NOT_A_BUG} (SQLITE_BUSY`)),
    one(`rejects with ${what}`, [`When the step rejects with "${what}"`], other(`${NOT_A_BUG} (SQLITE_BUSY`)),
  ]),
  one(
    "a callback gets a plain object with a lock",
    [`When the step's callback gets "a plain object with a lock"`],
    other(`${NOT_A_BUG} (SQLITE_BUSY)`),
  ),
  one("a thread meets a lock", ["When a thread meets a lock"], other(`${NOT_A_BUG} (SQLITE_BUSY)`, "could not save")),
  one("a thread tells of a lock", ["When a thread tells its parent of a lock"], other(`${NOT_A_BUG} (SQLITE_BUSY)`)),
  ...[
    "a plain object",
    "an object without a prototype",
    "a symbol",
    "an error with a field that may not be touched",
    "an assertion about a text",
    "no file",
  ].flatMap((what) => [
    one(`throws ${what}`, [`When the step throws "${what}"`], expected("")),
    one(`rejects with ${what}`, [`When the step rejects with "${what}"`], expected("")),
  ]),
  one("defer() is given a number", ["When the step defers a number"], other("picklejar was used wrongly", "got 42")),
  one("an option is misspelt", ["When the step misspells an option"], other("picklejar was used wrongly", "migratons")),
  one("a thread misuses picklejar", ["When a thread misuses picklejar"], other("picklejar was used wrongly", "migratons")),
  one(
    "the connection of a database that is disposed is used",
    ["When the connection of a database that is disposed is used"],
    other("a connection was used after it had been closed", "not open"),
  ),
  one("there is no room", ['When the step throws "no room"'], other("the machine or the network failed (ENOSPC)", "no room")),
  one("there is no server", ['When the step rejects with "no server"'], other("(ECONNREFUSED)", "fetch failed")),
  one("there is no time", ['When the step throws "no time"'], other("something timed out (TimeoutError)", "too late")),
  one(
    "a data table is misused",
    ["When a data table of three columns is read as two", "  | a | b | c |"],
    other("Cucumber was used wrongly", "rowsHash"),
  ),
  ...(
    [
      ["a file of an unknown kind is imported", "ERR_UNKNOWN_FILE_EXTENSION"],
      ["JSON is imported without an attribute", "ERR_IMPORT_A"],
      ["a folder is imported", "ERR_UNSUPPORTED_DIR_IMPORT"],
      ["an addon is broken", "ERR_DLOPEN_FAILED"],
    ] as const
  ).map(([step, code]) => one(step, [`When ${step}`], other(`a module could not be loaded (${code}`))),
  one(
    "a name is imported that is not exported",
    ["When a name is imported that is not exported"],
    other("a SyntaxError is a mistake in code", "nothing"),
  ),

  // Steps that are no part of what is tested.
  one(
    "Given throws",
    ["Given a set-up that throws", "When an assertion fails"],
    other("a Given step failed, which is set-up", "no set-up"),
  ),
  one(
    "And after Given throws",
    ["Given a set-up", "And a set-up that throws", "Then it holds"],
    other("a Given step failed", "no set-up"),
  ),
  one(
    "a star step throws",
    ["* an error is thrown", "Then it holds"],
    other("`*` does not say whether the step is set-up", "thrown by a step"),
  ),
  one(
    "And after a star step throws",
    ["* a set-up", "And an error is thrown", "Then it holds"],
    other("`*` does not say whether the step is set-up", "thrown by a step"),
  ),
  one("a star step passes, and Then fails", ["* a set-up", "Then an assertion fails"], expected("three, not one")),
  background("Background fails in Given", "Given a set-up that throws", other("a step of the Background failed", "no set-up")),
  background(
    "Background fails in When",
    "When an error is thrown",
    other("a step of the Background failed", "thrown by a step"),
  ),
  background("And after the Background's When", "When it runs", expected("thrown by a step"), ["And an error is thrown"]),
  ruleBackground("Background of a Rule fails in When", other("a step of the Background failed", "thrown by a step")),

  // Steps that cannot run.
  one(
    "undefined before the failure",
    ["Given nobody defined this", "When an assertion fails"],
    other("a step is undefined", undefined, "UNDEFINED"),
  ),
  one(
    "undefined after the failure",
    ["When an assertion fails", "Then nobody defined this"],
    other("a step is undefined", "three, not one", { 12: "UNDEFINED", 13: "SKIPPED" }),
  ),
  one(
    "ambiguous before the failure",
    ["Given a step with two definitions", "When an assertion fails"],
    other("a step is ambiguous", undefined, "AMBIGUOUS"),
  ),
  one(
    "ambiguous after the failure",
    ["When an assertion fails", "Then a step with two definitions"],
    other("a step is ambiguous", "three, not one", { 12: "AMBIGUOUS", 13: "SKIPPED" }),
  ),
  one(
    "pending before the failure",
    ["Given a pending step", "When an assertion fails"],
    other("a step or a hook is pending", undefined, "PENDING"),
  ),
  one("pending after the failure", ["When an assertion fails", "Then a pending step"], expected("three, not one")),
  one("pending alone", ["When a pending step"], other("a step or a hook is pending", undefined, "PENDING")),
  one("undefined alone", ["When nobody defined this"], other("a step is undefined", undefined, "UNDEFINED")),
  one("a timeout", ["When a step hangs"], other("the step timed out", "function timed out")),
  one(
    "a callback that is never called",
    ["When a callback is never called"],
    other("the step timed out", "function timed out"),
  ),
  one(
    "a wrong number of arguments",
    ["When a definition has too many arguments"],
    other("a wrong number of arguments", "function has 3 arguments"),
  ),
  one(
    "a callback and a promise",
    ["When a definition has two ways to end"],
    other("a wrong number of arguments", "multiple asynchronous interfaces"),
  ),
  one("a parameter type throws", ["When a grumpy parameter is met"], other("a parameter type threw", "grumpy today")),
  ...(
    [
      ["wordy", "only a text"],
      ["late", "late today"],
      ["slow", "a slow text"],
    ] as const
  ).map(([name, error]) =>
    one(
      `a ${name} parameter type throws`,
      [`When a ${name} parameter is met`],
      other("a parameter type threw, before the step began", error),
    ),
  ),
  one(
    "an exception in the background",
    ["When something throws in the background"],
    other("thrown in the background", "nobody waited"),
  ),
  one(
    "a rejection in the background",
    ["When something is rejected in the background"],
    other("thrown in the background", "nobody waited"),
  ),

  one(
    "an object thrown in the background",
    ["When an object is thrown in the background"],
    other("thrown in the background", "nobody waited"),
  ),

  // Steps that choose not to be judged.
  one("a step chooses to be skipped", ["When a step is skipped", "Then an assertion fails"], {
    outcome: "not-judged",
    status: "SKIPPED",
  }),
  one("no steps", [], { outcome: "not-judged", status: "PASSED" }),

  // Hooks of the user, defined after ours.
  one(
    "a Before hook throws",
    ["When an assertion fails"],
    other(HOOK, "thrown by a Before hook"),
    `@before_throws ${EXPECTED}`,
  ),
  one(
    "an After hook throws after the failure",
    ["When an assertion fails"],
    other(HOOK, "thrown by an After hook"),
    `@after_throws ${EXPECTED}`,
  ),
  one(
    "an After hook throws after a pass",
    ["When it runs"],
    other(HOOK, "thrown by an After hook"),
    `@after_throws ${EXPECTED}`,
  ),
  one(
    "a BeforeStep hook throws",
    ["When an assertion fails"],
    other(HOOK, "thrown by a BeforeStep hook"),
    `@before_step_throws ${EXPECTED}`,
  ),
  one(
    "an AfterStep hook throws after the failure",
    ["When an assertion fails"],
    other(HOOK, "thrown by an AfterStep hook"),
    `@after_step_throws ${EXPECTED}`,
  ),
  one(
    "an AfterStep hook throws after a pass",
    ["When it runs"],
    other(HOOK, "thrown by an AfterStep hook"),
    `@after_step_throws ${EXPECTED}`,
  ),
  one(
    "a Before hook skips",
    ["When an assertion fails"],
    { outcome: "not-judged", status: "SKIPPED" },
    `@before_skips ${EXPECTED}`,
  ),
  ...["after_skips", "after_is_pending", "before_step_skips", "after_step_skips", "after_step_is_pending"].flatMap((tag) => [
    one(`every step passes, and a hook has other ideas: ${tag}`, ["When it runs"], UNEXPECTED_PASS, `@${tag} ${EXPECTED}`),
  ]),
  ...["after_skips", "before_step_skips", "after_step_skips"].map((tag) =>
    one(
      `a step fails, and a hook skips: ${tag}`,
      ["When an assertion fails"],
      expected("three, not one"),
      `@${tag} ${EXPECTED}`,
    ),
  ),
  ...["before_step_skips", "after_step_skips"].map((tag) =>
    one(
      `a hook skips the rest: ${tag}`,
      ["When it runs", "Then it holds"],
      { outcome: "not-judged", status: "SKIPPED" },
      `@${tag} ${EXPECTED}`,
    ),
  ),
  one(
    "a step fails, and an After hook is pending",
    ["When an assertion fails"],
    other("a step or a hook is pending", "three, not one", "PENDING"),
    `@after_is_pending ${EXPECTED}`,
  ),
  one("a step is skipped after another passed", ["When it runs", "Then a step is skipped"], {
    outcome: "not-judged",
    status: "SKIPPED",
  }),
  // And before ours, where Cucumber lets them: a step's.
  ...["early_before_step_skips", "early_after_step_skips"].flatMap((tag) => [
    one(`every step passes, and a hook has other ideas: ${tag}`, ["When it runs"], UNEXPECTED_PASS, `@${tag} ${EXPECTED}`),
    one(
      `a step fails, and a hook skips: ${tag}`,
      ["When an assertion fails"],
      expected("three, not one"),
      `@${tag} ${EXPECTED}`,
    ),
  ]),
  one(
    "an early BeforeStep hook throws",
    ["When an assertion fails"],
    other(HOOK, "thrown by an early BeforeStep hook"),
    `@early_before_step_throws ${EXPECTED}`,
  ),
  one(
    "an early AfterStep hook throws after the failure",
    ["When an assertion fails"],
    other(HOOK, "thrown by an early AfterStep hook"),
    `@early_after_step_throws ${EXPECTED}`,
  ),
  one(
    "an early AfterStep hook throws after a pass",
    ["When it runs"],
    other(HOOK, "thrown by an early AfterStep hook"),
    `@early_after_step_throws ${EXPECTED}`,
  ),
  one(
    "deferred work fails after the failure",
    ["When deferred work will fail", "Then an assertion fails"],
    other(HOOK, "deferred and failed"),
  ),
  one("deferred work fails after a pass", ["When deferred work will fail"], other(HOOK, "deferred and failed")),
  one("hooks read the result", ["When an assertion fails"], expected("three, not one"), `@reads_result ${EXPECTED}`),

  // Where tags stand.
  {
    title: "an Outline with one row tagged",
    body: `  Scenario Outline: row <what>
    When <what>

    Examples:
      | what    |
      | it runs |

    ${EXPECTED}
    Examples:
      | what               |
      | an error is thrown |
`,
    scenarios: { "row it runs": UNTAGGED, "row an error is thrown": expected("thrown by a step") },
  },
  {
    title: "a tag on the Feature",
    featureTags: EXPECTED,
    body: `${scenario("of a tagged feature, fails", ["When an error is thrown"], "@other")}\n${scenario("of a tagged feature, passes", ["When it runs"], "@other")}`,
    scenarios: {
      "of a tagged feature, fails": expected("thrown by a step"),
      "of a tagged feature, passes": { ...UNEXPECTED_PASS, reason: "put it on those that still fail" },
    },
  },
  {
    title: "a tag on a Rule",
    body: `  ${EXPECTED}\n  Rule: tagged\n\n  ${scenario("of a tagged rule", ["When an error is thrown"], "@other")}\n  Rule: not tagged\n\n  ${scenario("of another rule", ["When it runs"], "@other")}`,
    scenarios: { "of a tagged rule": expected("thrown by a step"), "of another rule": UNTAGGED },
  },
  one("two issues", ["When an error is thrown"], expected("expected failure (#991, #992)"), `${EXPECTED} @tdd_issue_992`),
  one("two aliases", ["When an error is thrown"], expected("thrown by a step"), "@known_bug @tdd_bug @tdd_bug_991"),
  one(
    "two aliases, passing",
    ["When it runs"],
    { ...UNEXPECTED_PASS, error: "#991 seems fixed: remove @known_bug" },
    "@known_bug @tdd_bug @tdd_bug_991",
  ),
  one("both families", ["When an error is thrown"], expected("expected failure (#991)"), `${EXPECTED} @tdd_bug @tdd_bug_991`),
  one(
    "an issue with a matcher that fits",
    ["When an error is thrown"],
    expected("expected failure (#7)"),
    "@tdd_expected_fail @tdd_issue @tdd_issue_7",
  ),
  one(
    "an issue with a matcher that does not",
    ["When an assertion fails"],
    other("the error is not the one that is known of #7", "three, not one"),
    "@tdd_expected_fail @tdd_issue @tdd_issue_7",
  ),

  // Tags that are wrong.
  one("no issue", ["When an error is thrown"], badTags("add @tdd_issue and @tdd_issue_<N>"), "@tdd_expected_fail"),
  one(
    "no number",
    ["When an error is thrown"],
    badTags("@tdd_issue does not say which issue: add @tdd_issue_<N>"),
    "@tdd_expected_fail @tdd_issue",
  ),
  one(
    "no marker",
    ["When an error is thrown"],
    badTags("@tdd_issue_991 stands without @tdd_issue: add @tdd_issue"),
    "@tdd_expected_fail @tdd_issue_991",
  ),
  one(
    "a marker of the other family",
    ["When it runs"],
    badTags("@tdd_bug_991 stands without @tdd_bug"),
    "@tdd_expected_fail @tdd_issue @tdd_issue_991 @tdd_bug_991",
  ),
  one(
    "a marker alone, on a scenario that need not fail",
    ["When it runs"],
    badTags("@tdd_issue does not say which issue"),
    "@tdd_issue",
  ),
  one(
    "a number alone, on a scenario that need not fail",
    ["When it runs"],
    badTags("@tdd_issue_991 stands without @tdd_issue"),
    "@tdd_issue_991",
  ),
  one("only set-up", ["Given a set-up that throws"], badTags("has no When or Then step")),
  one("only stars", ["* an error is thrown"], badTags("has no When or Then step")),
  one(
    "a slip of the tag",
    ["When it runs"],
    badTags("did you mean @tdd_expected_fail?"),
    "@tdd-expected-fail @tdd_issue @tdd_issue_991",
  ),
  one(
    "a slip of the marker",
    ["When it runs"],
    badTags("did you mean @tdd_issue?"),
    "@tdd_expected_fail @tdd_isue @tdd_issue_991",
  ),
  one(
    "a slip of the number",
    ["When it runs"],
    badTags("did you mean @tdd_issue_991?"),
    "@tdd_expected_fail @tdd_issue @tdd_issue-991",
  ),

  // Scenarios that are not concerned.
  one("an issue that is fixed", ["When it runs"], UNTAGGED, "@tdd_issue @tdd_issue_991"),
  one(
    "an issue that came back",
    ["When an error is thrown"],
    { outcome: "untagged", status: "FAILED", error: "thrown by a step" },
    "@tdd_issue @tdd_issue_991",
  ),
  one("no tag at all", ["When it runs"], UNTAGGED, "@other"),
];

function background(
  title: string,
  step: string,
  expectation: Expectation,
  steps = ["When it runs", "Then an assertion fails"],
): Situation {
  return {
    title,
    body: `  Background:\n    ${step}\n\n${scenario(title, steps)}`,
    scenarios: { [title]: expectation },
  };
}

function ruleBackground(title: string, expectation: Expectation): Situation {
  return {
    title,
    body: `  Rule: with a Background\n\n    Background:\n      When an error is thrown\n\n${scenario(title, ["When it runs"])}`,
    scenarios: { [title]: expectation },
  };
}
