import { describe, expect, test } from "vitest";

import { padToWidth, shorten, widthOf } from "../../../../src/evidence/recorder/text/text-width.js";

describe("shorten", () => {
  test.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "ab…"],
    ["ab cd", 4, "ab…"],
    ["注文を", 6, "注文を"],
    ["注文を払う", 6, "注文…"],
    ["注文を払う", 7, "注文を…"],
    ["👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 5, "👩‍👩‍👧👩‍👩‍👧…"],
    ["e\u0301e\u0301e\u0301", 2, "e\u0301…"],
    ["", 5, ""],
  ])("writes %s within %i columns as %s", (text, width, expected) => {
    expect(shorten(text, width)).toBe(expected);
    expect(widthOf(expected)).toBeLessThanOrEqual(width);
  });

  test("never parts the two halves of a character", () => {
    const text = shorten("\u{1F600}".repeat(1000), 10);
    expect(Buffer.from(text).toString()).toBe(text);
  });
});

test("padToWidth counts wide characters as two columns", () => {
  expect(padToWidth("注文", 6)).toBe("注文  ");
});
