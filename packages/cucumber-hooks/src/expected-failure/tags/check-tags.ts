import { type ScenarioPlace, toLogLine } from "@picklejar/core/integration";

import { readBugTags, type BugTags } from "./bug-tags.js";
import type { GherkinLocation, ScenarioInDocument } from "./gherkin-document.js";
import { indexDocument } from "./index-document.js";
import { findResemblance, type Resemblance } from "./resembling-tag.js";
import { hasStepThatCounts, nameKeyword, type StepPhase } from "./step-phase.js";
import type { TagVocabulary } from "./tag-vocabulary.js";

/** Something wrong with the tags of a scenario, and where. */
export interface TagProblem extends ScenarioPlace {
  readonly column: number;
  /** A warning does not fail a scenario. */
  readonly severity: "error" | "warning";
  /** A clause without full stop. */
  readonly problem: string;
  readonly cure: string;
}

/** What decides whether tags are right. */
export interface TagRules {
  readonly vocabulary: TagVocabulary;
  /** The steps whose failure may count. */
  readonly phases: readonly StepPhase[];
}

/** Checks the tags of many scenarios. Gives each problem once, even if several rows or scenarios share the tag, by file and line. */
export function collectTagProblems(scenarios: Iterable<ScenarioInDocument>, rules: TagRules): readonly TagProblem[] {
  const problems = new Map<string, TagProblem>();
  for (const scenario of scenarios) {
    for (const problem of checkTags(scenario, rules)) problems.set(JSON.stringify(problem), problem);
  }
  return [...problems.values()].toSorted(
    (a, b) => Number(a.file > b.file) - Number(a.file < b.file) || a.line - b.line || a.column - b.column,
  );
}

/** `features/audit.feature:12:3: @tdd_issue_991 stands without @tdd_issue: add @tdd_issue`, in a form that editors and terminals can follow. */
export function formatTagProblem({ file, line, column, severity, problem, cure }: TagProblem): string {
  return toLogLine(`${file}:${line}:${column}: ${severity === "warning" ? "warning: " : ""}${problem}: ${cure}`);
}

/** Finds what is wrong with the tags of a scenario, including those that it inherits. */
export function checkTags(scenario: ScenarioInDocument, { vocabulary, phases }: TagRules): readonly TagProblem[] {
  const names = scenario.pickle.tags.map(({ name }) => name);
  const tags = readBugTags(names, vocabulary);
  const at = (name: string, severity: TagProblem["severity"], problem: string, cure: string): TagProblem => ({
    ...locate(scenario, name),
    severity,
    problem,
    cure,
  });
  return [
    ...checkExpectedFail(tags, vocabulary, at),
    ...checkFamilies(tags, at),
    ...checkSteps(tags, scenario, phases, at),
    ...checkResemblances(names, tags, vocabulary, at),
  ];
}

/** Whether a tag has no meaning, and does not resemble one that has. */
export function isMeaninglessTag(name: string, vocabulary: TagVocabulary): boolean {
  const { expectedFail, markers, numbered } = readBugTags([name], vocabulary);
  return expectedFail.length + markers.length + numbered.length === 0 && findResemblance(name, vocabulary) === undefined;
}

type At = (name: string, severity: TagProblem["severity"], problem: string, cure: string) => TagProblem;

function checkExpectedFail(
  { expectedFail: [name], markers, numbered }: BugTags,
  { issue: [marker] }: TagVocabulary,
  at: At,
): TagProblem[] {
  if (name === undefined || markers.length > 0 || numbered.length > 0) return [];
  const cure = `add ${marker} and ${marker}_<N>, with the number of its issue`;
  return [at(name, "error", `${name} does not say which bug it captures`, cure)];
}

function checkFamilies({ markers, numbered }: BugTags, at: At): TagProblem[] {
  const withoutMarker = numbered
    .filter(({ marker }) => !markers.includes(marker))
    .map(({ name, marker }) => at(name, "error", `${name} stands without ${marker}`, `add ${marker}`));
  const withoutNumber = markers
    .filter((marker) => numbered.every((tag) => tag.marker !== marker))
    .map((marker) =>
      at(marker, "error", `${marker} does not say which issue`, `add ${marker}_<N>, with the number of the issue`),
    );
  return [...withoutMarker, ...withoutNumber];
}

function checkSteps(
  { expectedFail: [name] }: BugTags,
  scenario: ScenarioInDocument,
  phases: readonly StepPhase[],
  at: At,
): TagProblem[] {
  if (name === undefined || hasStepThatCounts(scenario, phases)) return [];
  const kinds = phases.map(nameKeyword).join(" or ");
  const cure = `write the step that shows the bug as one, in the scenario itself, or remove ${name}`;
  return [at(name, "error", `"${scenario.pickle.name}" has no ${kinds} step, so nothing in it can be the bug`, cure)];
}

function checkResemblances(names: readonly string[], tags: BugTags, vocabulary: TagVocabulary, at: At): TagProblem[] {
  const isThere: Readonly<Record<Resemblance["kind"], boolean>> = {
    "expected-fail": tags.expectedFail.length > 0,
    marker: tags.markers.length > 0,
    numbered: tags.numbered.length > 0,
  };
  return [...new Set(names)].flatMap((name) => {
    const resemblance = findResemblance(name, vocabulary);
    if (resemblance === undefined) return [];
    const severity = isThere[resemblance.kind] ? "warning" : "error";
    return [at(name, severity, `${name} means nothing to picklejar`, `did you mean ${resemblance.meant}?`)];
  });
}

/** The nearest place where a tag is written, if it is inherited as well. */
function locate({ pickle, gherkinDocument }: ScenarioInDocument, name: string): ScenarioPlace & { readonly column: number } {
  const { tags } = indexDocument(gherkinDocument);
  const places = pickle.tags.filter((tag) => tag.name === name).map(({ astNodeId }) => tags.get(astNodeId)?.location);
  const { line, column = 1 }: GherkinLocation = places.at(-1) ?? { line: 1 };
  return { file: pickle.uri, line, column };
}
