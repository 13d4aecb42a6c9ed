import { PicklejarError } from "@picklejar/core";

/** Where something in a feature file is. */
export interface ScenarioPlace {
  /** As Cucumber names the file: relative to the working directory, most often. */
  readonly file: string;
  readonly line: number;
}

/** A scenario that must fail, as it captures a bug, passed: the bug seems to be fixed. */
export class UnexpectedPassError extends PicklejarError {
  override readonly code = "UNEXPECTED_PASS";

  /** Numbers of the issues that it captures. */
  readonly issues: readonly number[];

  /** The tags to remove, and where each is written. */
  readonly tagsToRemove: readonly (ScenarioPlace & { readonly tag: string })[];

  /** The tags to keep. */
  readonly tagsToKeep: readonly string[];

  static {
    this.prototype.name = "UnexpectedPassError";
  }

  constructor(
    issues: readonly number[],
    tagsToRemove: readonly (ScenarioPlace & { readonly tag: string })[],
    tagsToKeep: readonly string[],
    remark?: string,
  ) {
    const numbers = issues.map((issue) => `#${issue}`).join(", ");
    const removed = tagsToRemove.map(({ tag, file, line }) => `${tag} (${file}:${line})`).join(", ");
    super(
      `${numbers} ${issues.length === 1 ? "seems" : "seem"} fixed: remove ${removed}, keep ${tagsToKeep.join(" ")} as regression ` +
        `tag${tagsToKeep.length === 1 ? "" : "s"}${remark === undefined ? "" : `. ${remark}`}`,
    );
    this.issues = issues;
    this.tagsToRemove = tagsToRemove;
    this.tagsToKeep = tagsToKeep;
  }
}

/** The tags of one scenario, or of many, are not as they have to be. No step of these scenarios ran. */
export class ScenarioTagsError extends PicklejarError {
  override readonly code = "SCENARIO_TAGS_INVALID";

  /** What is wrong, and where. */
  readonly problems: readonly (ScenarioPlace & { readonly column: number; readonly problem: string; readonly cure: string })[];

  static {
    this.prototype.name = "ScenarioTagsError";
  }

  constructor(
    problems: readonly (ScenarioPlace & { readonly column: number; readonly problem: string; readonly cure: string })[],
  ) {
    const lines = problems.map(({ file, line, column, problem, cure }) => `${file}:${line}:${column}: ${problem}: ${cure}`);
    super(lines.length === 1 ? (lines[0] ?? "") : `${lines.length} problems with tags\n${lines.join("\n")}`);
    this.problems = problems;
  }
}
