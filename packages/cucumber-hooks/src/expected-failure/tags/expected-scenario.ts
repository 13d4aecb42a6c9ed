import type { ScenarioPlace } from "@picklejar/core/integration";

import { readBugTags, type BugTags } from "./bug-tags.js";
import type { ScenarioInDocument } from "./gherkin-document.js";
import { indexDocument } from "./index-document.js";
import type { TagVocabulary } from "./tag-vocabulary.js";

/** A scenario that must fail. */
export interface ExpectedScenario {
  readonly name: string;
  readonly place: ScenarioPlace;
  readonly tags: BugTags;
  readonly tagsToRemove: readonly (ScenarioPlace & { readonly tag: string; readonly isShared: boolean })[];
  readonly tagsToKeep: readonly string[];
}

/** Reads a scenario; `undefined` if it need not fail, or has no step that can. */
export function readExpectedScenario(
  { pickle, gherkinDocument }: ScenarioInDocument,
  vocabulary: TagVocabulary,
): ExpectedScenario | undefined {
  const names = pickle.tags.map(({ name }) => name);
  if (pickle.steps.length === 0 || !names.some((name) => vocabulary.expectedFail.includes(name))) return undefined;
  const index = indexDocument(gherkinDocument);
  const tags = readBugTags(names, vocabulary);
  const tagsToRemove = pickle.tags
    .filter(({ name }) => tags.expectedFail.includes(name))
    .map(({ name, astNodeId }) => {
      const found = index.tags.get(astNodeId);
      return { tag: name, file: pickle.uri, line: found?.location.line ?? 1, isShared: found?.isShared ?? false };
    });
  return {
    name: pickle.name,
    // The last node is the row of an Outline.
    place: { file: pickle.uri, line: index.locations.get(pickle.astNodeIds.at(-1) ?? "")?.line ?? 1 },
    tags,
    tagsToRemove,
    tagsToKeep: [...tags.markers, ...tags.numbered.map(({ name }) => name)],
  };
}
