import { PicklejarError } from "@picklejar/core";
import { describeCure, nameErrors, type ScenarioPlace } from "@picklejar/core/integration";

/** A scenario that must fail because it captures a bug passed: the bug seems to be fixed. */
export class UnexpectedPassError extends PicklejarError {
  override readonly code = "UNEXPECTED_PASS";

  /** Numbers of the issues that it captures. */
  readonly issues: readonly number[];

  /** The tags to remove, and where each is written. */
  readonly tagsToRemove: readonly (ScenarioPlace & { readonly tag: string })[];

  readonly tagsToKeep: readonly string[];

  constructor(pass: Pick<UnexpectedPassError, "issues" | "tagsToRemove" | "tagsToKeep">, remark?: string) {
    const plural = pass.tagsToKeep.length === 1 ? "" : "s";
    super(`${describeCure(pass)} as regression tag${plural}${remark === undefined ? "" : `. ${remark}`}`);
    this.issues = pass.issues;
    this.tagsToRemove = pass.tagsToRemove;
    this.tagsToKeep = pass.tagsToKeep;
  }
}

/** Tags of scenarios are wrong. No step of these scenarios ran. */
export class ScenarioTagsError extends PicklejarError {
  override readonly code = "SCENARIO_TAGS_INVALID";

  readonly problems: readonly (ScenarioPlace & { readonly column: number; readonly problem: string; readonly cure: string })[];

  constructor(problems: ScenarioTagsError["problems"]) {
    const lines = problems.map(({ file, line, column, problem, cure }) => `${file}:${line}:${column}: ${problem}: ${cure}`);
    super(lines.length === 1 ? (lines[0] ?? "") : `${lines.length} problems with tags\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

/** A check of a scenario's set-up did not hold, so the scenario could not show what it is about. */
export class PreconditionError extends PicklejarError {
  override readonly code = "PRECONDITION_FAILED";
}

nameErrors({ UnexpectedPassError, ScenarioTagsError, PreconditionError });

/**
 * Checks in a step something that belongs to the set-up. If it does not hold, the scenario is red, even if it must fail: it then shows nothing
 * about its bug.
 *
 * @throws PreconditionError with `PRECONDITION_FAILED`
 */
export function precondition(condition: unknown, message = "a precondition did not hold"): asserts condition {
  if (!condition) throw new PreconditionError(message);
}

/** Removes the stack of an error whose message names the places. */
export function withoutStack<Thrown extends Error>(error: Thrown): Thrown {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
