import type { GherkinDocument, GherkinLocation, GherkinPickle } from "./gherkin-document.js";
import { indexDocument } from "./index-document.js";
import { findResemblance, type Resemblance } from "./resembling-tag.js";
import { readBugTags, type BugTags } from "./bug-tags.js";
import { hasStepThatCounts, nameKeyword, type StepPhase } from "./step-phase.js";
import type { TagVocabulary } from "./tag-vocabulary.js";

/** Something wrong with the tags of a scenario, and where. */
export interface TagProblem {
  /** As Cucumber names the file: relative to the working directory, most often. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** A warning does not fail a scenario. */
  readonly severity: "error" | "warning";
  /** What is wrong, as a clause without full stop. */
  readonly problem: string;
  /** What to do. */
  readonly cure: string;
}

/** What decides whether tags are right. */
export interface TagRules {
  readonly vocabulary: TagVocabulary;
  /** The steps whose failure may count. */
  readonly phases: readonly StepPhase[];
}

/** Finds what is wrong with the tags of a scenario, those that it inherits among them. */
export function checkTags(pickle: GherkinPickle, document: GherkinDocument, rules: TagRules): readonly TagProblem[] {
  const names = pickle.tags.map(({ name }) => name);
  const tags = readBugTags(names, rules.vocabulary);
  const at = (name: string, severity: TagProblem["severity"], problem: string, cure: string): TagProblem => ({
    ...locate(pickle, document, name),
    severity,
    problem,
    cure,
  });
  return [
    ...checkExpectedFail(tags, rules.vocabulary, at),
    ...checkFamilies(tags, at),
    ...checkSteps(tags, pickle, document, rules.phases, at),
    ...checkResemblances(names, tags, rules.vocabulary, at),
  ];
}

/** Whether a tag has no meaning, and is not near to one that has. */
export function isMeaninglessTag(name: string, vocabulary: TagVocabulary): boolean {
  const { expectedFail, markers, numbered } = readBugTags([name], vocabulary);
  return expectedFail.length + markers.length + numbered.length === 0 && findResemblance(name, vocabulary) === undefined;
}

type At = (name: string, severity: TagProblem["severity"], problem: string, cure: string) => TagProblem;

function checkExpectedFail(
  { expectedFail: [name], markers, numbered }: BugTags,
  { issue }: TagVocabulary,
  at: At,
): TagProblem[] {
  if (name === undefined || markers.length > 0 || numbered.length > 0) return [];
  return [
    at(
      name,
      "error",
      `${name} does not say which bug it captures`,
      `add ${issue[0]} and ${issue[0]}_<N>, with the number of its issue`,
    ),
  ];
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
  pickle: GherkinPickle,
  document: GherkinDocument,
  phases: readonly StepPhase[],
  at: At,
): TagProblem[] {
  if (name === undefined || hasStepThatCounts(pickle, document, phases)) return [];
  const kinds = phases.map(nameKeyword).join(" or ");
  const cure = `write the step that shows the bug as one, in the scenario itself, or remove ${name}`;
  return [at(name, "error", `"${pickle.name}" has no ${kinds} step, so nothing in it can be the bug`, cure)];
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

/** Where a tag of a scenario is written: the nearest, if it is inherited too. */
function locate(pickle: GherkinPickle, document: GherkinDocument, name: string): Pick<TagProblem, "file" | "line" | "column"> {
  const { tags } = indexDocument(document);
  const places = pickle.tags.filter((tag) => tag.name === name).map(({ astNodeId }) => tags.get(astNodeId)?.location);
  const { line, column = 1 }: GherkinLocation = places.at(-1) ?? { line: 1 };
  return { file: pickle.uri, line, column };
}
