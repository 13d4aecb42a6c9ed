import { checkTags, type TagProblem, type TagRules } from "./check-tags.js";
import type { GherkinDocument, GherkinPickle } from "./gherkin-document.js";

/** A scenario, and the file that it is in. */
export interface ScenarioInDocument {
  readonly pickle: GherkinPickle;
  readonly gherkinDocument: GherkinDocument;
}

/** Checks the tags of many scenarios: each problem once, however many rows or scenarios share the tag, by file and line. */
export function collectTagProblems(scenarios: Iterable<ScenarioInDocument>, rules: TagRules): readonly TagProblem[] {
  const problems = new Map<string, TagProblem>();
  for (const { pickle, gherkinDocument } of scenarios) {
    for (const problem of checkTags(pickle, gherkinDocument, rules)) problems.set(JSON.stringify(problem), problem);
  }
  return [...problems.values()].toSorted(
    (a, b) => Number(a.file > b.file) - Number(a.file < b.file) || a.line - b.line || a.column - b.column,
  );
}
