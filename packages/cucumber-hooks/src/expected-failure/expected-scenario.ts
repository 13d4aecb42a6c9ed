import type { GherkinDocument, GherkinPickle } from "./gherkin-document.js";
import { indexDocument } from "./index-document.js";
import { readBugTags, type BugTags } from "./bug-tags.js";
import type { ScenarioPlace } from "./scenario-errors.js";
import type { TagVocabulary } from "./tag-vocabulary.js";

/** A scenario that must fail: what it captures, and where its tags are. */
export interface ExpectedScenario {
  readonly name: string;
  readonly place: ScenarioPlace;
  readonly tags: BugTags;
  readonly tagsToRemove: readonly (ScenarioPlace & { readonly tag: string; readonly isShared: boolean })[];
  readonly tagsToKeep: readonly string[];
}

/** Reads a scenario; `undefined` when it is not to fail, or has no step, so that nothing in it can. */
export function readExpectedScenario(
  pickle: GherkinPickle,
  document: GherkinDocument,
  vocabulary: TagVocabulary,
): ExpectedScenario | undefined {
  if (pickle.steps.length === 0 || pickle.tags.every(({ name }) => !vocabulary.expectedFail.includes(name))) return undefined;
  const index = indexDocument(document);
  const tags = readBugTags(
    pickle.tags.map(({ name }) => name),
    vocabulary,
  );
  const tagsToRemove = pickle.tags
    .filter(({ name }) => tags.expectedFail.includes(name))
    .map(({ name, astNodeId }) => {
      const found = index.tags.get(astNodeId);
      return { tag: name, file: pickle.uri, line: found?.location.line ?? 1, isShared: found?.isShared ?? false };
    });
  return {
    name: pickle.name,
    // The row of an Outline is the last of these.
    place: { file: pickle.uri, line: index.locations.get(pickle.astNodeIds.at(-1) ?? "")?.line ?? 1 },
    tags,
    tagsToRemove,
    tagsToKeep: [...tags.markers, ...tags.numbered.map(({ name }) => name)],
  };
}
