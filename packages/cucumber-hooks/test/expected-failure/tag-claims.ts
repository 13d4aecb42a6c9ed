import { inspect } from "node:util";

import type { ExpectedFailureOptions } from "../../src/expected-failure/expected-failure-options.js";
import { parseFeature } from "../../src/tags-cli/parse-feature.js";
import { claim, OPEN, type Claim } from "./claim.js";
import type { Implementation } from "./implementation.js";

function tags(names: string, wanted: readonly string[], options: ExpectedFailureOptions = {}, steps = "When it runs"): Claim {
  return claim(
    `${names}, ${steps}${Object.keys(options).length === 0 ? "" : `, ${inspect(options, { breakLength: Infinity })}`}`,
    (implementation) => [lint(implementation, `Feature: a\n  ${names}\n  Scenario: b\n    ${steps}\n`, options), wanted],
    tags,
  );
}

function lint(implementation: Implementation, text: string, options: ExpectedFailureOptions = {}): readonly string[] {
  const rules = implementation.resolveExpectedFailureOptions(options);
  return implementation
    .collectTagProblems(parseFeature("f", text).scenarios, rules)
    .map((problem) => implementation.formatTagProblem(problem));
}

const ALIASES: ExpectedFailureOptions = { tags: { expectedFail: ["@xfail", "@known"], issue: ["@tdd_issue", "@tdd_bug"] } };
const NO_STEP =
  '"b" has no When or Then step, so nothing in it can be the bug: write the step that shows the bug as one, in the scenario itself, or remove @tdd_expected_fail';

export const TAG_CLAIMS: readonly Claim[] = [
  tags("@other @more", []),
  tags("@tdd_expected_fail @tdd_issue @tdd_issue_991", []),
  tags("@tdd_issue @tdd_issue_991 @tdd_issue_992", []),
  tags("@tdd_expected_fail", [
    "f:2:3: @tdd_expected_fail does not say which bug it captures: add @tdd_issue and @tdd_issue_<N>, with the number of its issue",
  ]),
  tags("@tdd_expected_fail @tdd_issue", [
    "f:2:22: @tdd_issue does not say which issue: add @tdd_issue_<N>, with the number of the issue",
  ]),
  tags("@tdd_expected_fail @tdd_issue_991", ["f:2:22: @tdd_issue_991 stands without @tdd_issue: add @tdd_issue"]),
  tags("@tdd_issue", ["f:2:3: @tdd_issue does not say which issue: add @tdd_issue_<N>, with the number of the issue"]),
  tags("@tdd_issue_991", ["f:2:3: @tdd_issue_991 stands without @tdd_issue: add @tdd_issue"]),
  tags("@tdd_expected_fail @tdd_issue @tdd_issue_991", [`f:2:3: ${NO_STEP}`], {}, "Given it runs"),
  tags("@tdd_expected_fail @tdd_issue @tdd_issue_991", [`f:2:3: ${NO_STEP}`], {}, "* it runs"),
  tags("@tdd_expected_fail @tdd_issue @tdd_issue_991", [], OPEN, "* it runs"),
  tags("@tdd_issue @tdd_issue_991", [], {}, "Given it runs"),
  tags("@tdd_expected_failure @tdd_issue @tdd_issue_991", [
    "f:2:3: @tdd_expected_failure means nothing to picklejar: did you mean @tdd_expected_fail?",
  ]),
  tags("@TDD-Expected-Fail", ["f:2:3: @TDD-Expected-Fail means nothing to picklejar: did you mean @tdd_expected_fail?"]),
  tags("@tdd_expcted_fial", []),
  tags("@tdd_expectedfail", ["f:2:3: @tdd_expectedfail means nothing to picklejar: did you mean @tdd_expected_fail?"]),
  tags("@tdd_expect_fail", ["f:2:3: @tdd_expect_fail means nothing to picklejar: did you mean @tdd_expected_fail?"]),
  tags("@tdd_expected_failures_of_many", []),
  tags("@tdd_expected_pass", []),
  tags("@tdd_isue", ["f:2:3: @tdd_isue means nothing to picklejar: did you mean @tdd_issue?"]),
  tags("@tdd_isu", []),
  tags("@tdd_issue-991", ["f:2:3: @tdd_issue-991 means nothing to picklejar: did you mean @tdd_issue_991?"]),
  tags("@tdd_isue_991", ["f:2:3: @tdd_isue_991 means nothing to picklejar: did you mean @tdd_issue_991?"]),
  tags("@tdd_issue_open", [
    "f:2:3: @tdd_issue_open means nothing to picklejar: did you mean @tdd_issue_<N>, with the number of the issue?",
  ]),
  tags("@issue_991 @bug", []),
  tags("@tdd_expected_failure @tdd_expected_fail @tdd_issue @tdd_issue_991", [
    "f:2:3: warning: @tdd_expected_failure means nothing to picklejar: did you mean @tdd_expected_fail?",
  ]),
  tags("@tdd_isue @tdd_issue @tdd_issue_991", [
    "f:2:3: warning: @tdd_isue means nothing to picklejar: did you mean @tdd_issue?",
  ]),
  tags("@tdd_issue @tdd_issue-7 @tdd_issue_991", [
    "f:2:14: warning: @tdd_issue-7 means nothing to picklejar: did you mean @tdd_issue_7?",
  ]),
  tags("@known @tdd_bug @tdd_bug_7", [], ALIASES),
  tags("@xfail @tdd_issue @tdd_issue_7 @tdd_bug @tdd_bug_7", [], ALIASES),
  tags("@tdd_issue @tdd_issue_7 @tdd_bug_7", ["f:2:27: @tdd_bug_7 stands without @tdd_bug: add @tdd_bug"], ALIASES),
  tags(
    "@tdd_issue @tdd_issue_7 @tdd_bug",
    ["f:2:27: @tdd_bug does not say which issue: add @tdd_bug_<N>, with the number of the issue"],
    ALIASES,
  ),
  tags("@tdd_bugs", ["f:2:3: @tdd_bugs means nothing to picklejar: did you mean @tdd_bug?"], ALIASES),
  tags("@bag", [], { tags: { issue: "@bug" } }),
  tags("@BUG", ["f:2:3: @BUG means nothing to picklejar: did you mean @bug?"], { tags: { issue: "@bug" } }),
  claim("a step of the Background is none of the scenario's own", (implementation) => [
    lint(
      implementation,
      "Feature: a\n  Background:\n    When it runs\n  @tdd_expected_fail @tdd_issue @tdd_issue_991\n  Scenario: b\n    Given it holds\n",
    ),
    [`f:4:3: ${NO_STEP}`],
  ]),
  claim("nor one of the Background of a Rule", (implementation) => [
    lint(
      implementation,
      "Feature: a\n  Rule: r\n    Background:\n      When it runs\n    @tdd_expected_fail @tdd_issue @tdd_issue_991\n    Scenario: b\n      Given it holds\n",
    ),
    [`f:5:5: ${NO_STEP}`],
  ]),
  claim("problems come by file, line and column", ({ collectTagProblems, resolveExpectedFailureOptions }) => {
    const text = "Feature: a\n  @tdd_isue @tdd_issue_1\n  Scenario: b\n    When x\n  @tdd_issue_2\n  Scenario: c\n    When x\n";
    const scenarios = ["b", "a", "c"].flatMap((file) => parseFeature(file, text).scenarios.toReversed());
    const problems = collectTagProblems(scenarios, resolveExpectedFailureOptions({}));
    const places = problems.map(({ file, line, column }) => `${file}${line}:${column}`);
    return [places, ["a", "b", "c"].flatMap((file) => [`${file}2:3`, `${file}2:13`, `${file}5:3`])];
  }),
  claim("tags are inherited, and each problem is named once, where the nearest tag stands", (implementation) => [
    lint(
      implementation,
      "@tdd_issue\nFeature: a\n  @tdd_expected_fail\n  Rule: r\n    Scenario: b\n      When x\n    @tdd_issue_1 @tdd_issue\n    Scenario Outline: c\n      When <x>\n      @tdd_issue_2\n      Examples:\n        | x |\n        | 1 |\n        | 2 |\n",
    ),
    ["f:1:1: @tdd_issue does not say which issue: add @tdd_issue_<N>, with the number of the issue"],
  ]),
];
