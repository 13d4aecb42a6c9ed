import { inspect } from "node:util";

import { claim, type Claim } from "./claim.js";

function option(options: object, wanted: string): Claim {
  return claim(
    inspect(options, { breakLength: Infinity, depth: null }),
    ({ checkExpectedFailures }) => {
      try {
        checkExpectedFailures({ file: undefined, subject: "test", prefix: "" }, "expectedFailures", options);
        return ["fine", wanted];
      } catch (error) {
        return [error instanceof Error ? `${error.name}: ${error.message}` : error, wanted];
      }
    },
    option,
  );
}

export const OPTION_CLAIMS: readonly Claim[] = [
  option({}, "fine"),
  option(
    { phases: ["then"], accept: "any", timeouts: true, issueUrl: "a{issue}", issues: { 1: { error: /x/, url: "u" } } },
    "fine",
  ),
  option({ accept: () => true, issueUrl: () => "", issues: { 1: { error: "x" }, 2: { error: () => true }, 3: {} } }, "fine"),
  option({ tags: { expectedFail: ["@a", "@b"], issue: "@c" } }, "fine"),
  option({ tag: {} }, 'TypeError: test: expectedFailures.tag is not an option. Did you mean "tags"?'),
  option(
    { phases: [] },
    `RangeError: test: expectedFailures.phases: expected a list of some of "given", "when", "then", "unknown", got []`,
  ),
  option(
    { phases: ["then", "and"] },
    `RangeError: test: expectedFailures.phases: expected a list of some of "given", "when", "then", "unknown", got [ 'then', 'and' ]`,
  ),
  option(
    { phases: "then" },
    `TypeError: test: expectedFailures.phases: expected a list of some of "given", "when", "then", "unknown", got 'then'`,
  ),
  option({ accept: "all" }, `RangeError: test: expectedFailures.accept: expected "any", "assertion" or a function, got 'all'`),
  option({ timeouts: 1 }, "TypeError: test: expectedFailures.timeouts: expected true or false, got 1"),
  option(
    { issueUrl: "https://a" },
    "RangeError: test: expectedFailures.issueUrl: expected a string that contains {issue}, got 'https://a'",
  ),
  option({ issueUrl: 1 }, "TypeError: test: expectedFailures.issueUrl: expected a string or a function, got 1"),
  option({ issues: null }, "TypeError: test: expectedFailures.issues: expected an object by issue number, got null"),
  option({ issues: 1 }, "TypeError: test: expectedFailures.issues: expected an object by issue number, got 1"),
  option({ issues: { "#1": {} } }, "RangeError: test: expectedFailures.issues: expected numbers of issues as names, got '#1'"),
  option({ issues: { 1: null } }, "TypeError: test: expectedFailures.issues.1: expected an object, got null"),
  option({ issues: { 1: 1 } }, "TypeError: test: expectedFailures.issues.1: expected an object, got 1"),
  option(
    { issues: { 1: { eror: 1 } } },
    'TypeError: test: expectedFailures.issues.1.eror is not an option. Did you mean "error"?',
  ),
  option(
    { issues: { 1: { error: 1 } } },
    "TypeError: test: expectedFailures.issues.1.error: expected a string, a regular expression or a function, got 1",
  ),
  option({ issues: { 1: { url: 1 } } }, "TypeError: test: expectedFailures.issues.1.url: expected a string, got 1"),
  option({ tags: [] }, "TypeError: test: expectedFailures.tags: expected an object, got []"),
  option({ tags: { issues: "@a" } }, 'TypeError: test: expectedFailures.tags.issues is not an option. Did you mean "issue"?'),
  option(
    { tags: { issue: "a" } },
    `TypeError: test: expectedFailures.tags.issue: expected a tag such as "@known_bug", or a list of them, got 'a'`,
  ),
  option(
    { tags: { issue: [] } },
    `TypeError: test: expectedFailures.tags.issue: expected a tag such as "@known_bug", or a list of them, got []`,
  ),
  option(
    { tags: { issue: ["@a", 1] } },
    `TypeError: test: expectedFailures.tags.issue: expected a tag such as "@known_bug", or a list of them, got [ '@a', 1 ]`,
  ),
  option([], "TypeError: test: expectedFailures: expected an object, or false, got []"),
  claim("false is an option", ({ checkExpectedFailures, mergeExpectedFailures, listFilteredTags }) => {
    checkExpectedFailures({ file: undefined, prefix: "" }, "expectedFailures", false);
    return [
      [
        mergeExpectedFailures([{}, false]),
        mergeExpectedFailures([false, {}])?.accept,
        mergeExpectedFailures([undefined])?.accept,
        listFilteredTags(false),
      ],
      [undefined, "any", "any", []],
    ];
  }),
  claim("options are put together, the last first", ({ mergeExpectedFailures }) => {
    const merged = mergeExpectedFailures([{ accept: "any", timeouts: true }, undefined, { accept: "assertion" }]);
    return [
      [merged?.accept, merged?.timeouts],
      ["assertion", true],
    ];
  }),
  claim(
    "tags that are known too late are refused, and no others",
    ({ listFilteredTags, refuseLateTags, mergeExpectedFailures }) => {
      const filtered = listFilteredTags({ tags: { expectedFail: "@a" } });
      refuseLateTags(filtered, mergeExpectedFailures([{ tags: { expectedFail: "@a" } }]));
      refuseLateTags(filtered, undefined);
      try {
        refuseLateTags(filtered, mergeExpectedFailures([{ tags: { expectedFail: ["@a", "@b"] } }]));
        return ["nothing", "refused"];
      } catch (error) {
        return [
          [filtered, String(error).includes("@b came from")],
          [["@a"], true],
        ];
      }
    },
  ),
  claim("the variable turns judging off, and takes no other value", ({ mergeExpectedFailures }) => {
    const outcomes = ["", "on", "off", "no"].map((value) => {
      process.env["PICKLEJAR_EXPECTED_FAIL"] = value;
      try {
        return mergeExpectedFailures([{}]) === undefined ? "off" : "on";
      } catch (error) {
        return error instanceof RangeError ? "refused" : String(error);
      } finally {
        delete process.env["PICKLEJAR_EXPECTED_FAIL"];
      }
    });
    return [outcomes, ["on", "on", "off", "refused"]];
  }),
];
