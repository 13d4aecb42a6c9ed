import { describe, expect, test } from "vitest";

import { findResemblance } from "../../../src/expected-failure/tags/resembling-tag.js";

const VOCABULARY = { expectedFail: ["@tdd_expected_fail"], issue: ["@tdd_issue"] } as const;

describe("findResemblance", () => {
  test.each([
    ["@tdd_isue_991", { kind: "numbered", meant: "@tdd_issue_991" }],
    ["@tdd-issue-#991", { kind: "numbered", meant: "@tdd_issue_991" }],
    ["@tdd_issue991", { kind: "numbered", meant: "@tdd_issue_991" }],
    ["@tdd_issue_991", undefined],
    ["@issue_1_2_", undefined],
  ])("says of %s what was meant", (name, meant) => {
    expect(findResemblance(name, VOCABULARY)).toEqual(meant);
  });

  test.each(["-", "1", "_1"])("takes time in proportion to a name of %j", (unit) => {
    const [short, long] = [20_000, 160_000].map((length) => processorMsOf(`@${unit.repeat(length / unit.length)}x`));
    // It is sixty-four where the time is quadratic. What takes next to no time has no ratio.
    expect(((long ?? 0) + 10) / ((short ?? 0) + 10)).toBeLessThan(24);
  });
});

function processorMsOf(name: string): number {
  const start = process.cpuUsage();
  findResemblance(name, VOCABULARY);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
