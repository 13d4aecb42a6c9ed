import { describe, expect, test } from "vitest";

import { toIsSecret, type Redact } from "../../../../src/evidence/recorder/redaction/redact-option.js";

describe("toIsSecret", () => {
  test.each<[what: string, redact: Redact | undefined, table: string, column: string, expected: boolean]>([
    ["by default, columns that look like secrets", undefined, "users", "password", true],
    ["by default, no others", undefined, "users", "email", false],
    ["nothing with false", false, "users", "password", false],
    ["a column by its name", ["email"], "users", "email", true],
    ["a column by its name in any case", ["EMail"], "users", "email", true],
    ["the default too, beside names", ["email"], "users", "password", true],
    ["no column that only contains the name", ["mail"], "users", "email", false],
    ["a column of one table", ["users.email"], "users", "email", true],
    ["not that column of another table", ["users.email"], "shops", "email", false],
    ["all columns of a table", ["users.*"], "users", "id", true],
    ["names with a star", ["*_ssn"], "users", "us_ssn", true],
    ["a name that holds signs of patterns", ["e.m(ail"], "users", "e.m(ail", true],
    ["what a pattern finds", [/mail$/], "users", "email", true],
    ["what a pattern finds with its table", [/^users\.e/], "users", "email", true],
    ["nothing else than a pattern finds", [/^users\.e/], "shops", "email", false],
    ["what a function says", (table, column) => table === "users" && column === "id", "users", "id", true],
    ["nothing that a function does not say", () => false, "users", "password", false],
  ])("redacts %s", (_, redact, table, column, expected) => {
    const isSecret = toIsSecret(redact, () => expect.unreachable());
    // A pattern that is global remembers where it was.
    expect([isSecret(table, column), isSecret(table, column)]).toEqual([expected, expected]);
  });

  test("finds with a global pattern each time", () => {
    const isSecret = toIsSecret([/mail/g], () => expect.unreachable());
    expect([isSecret("t", "email"), isSecret("t", "email")]).toEqual([true, true]);
  });

  test("redacts where a function throws, and tells it once", () => {
    const errors: unknown[] = [];
    const isSecret = toIsSecret(
      () => {
        throw new Error("broken");
      },
      (error) => errors.push(error),
    );
    expect([isSecret("t", "a"), isSecret("t", "b")]).toEqual([true, true]);
    expect(errors).toEqual([new Error("broken")]);
  });
});
