import { getOrCreate } from "@picklejar/core/integration";

import type { GherkinChild, GherkinDocument, GherkinLocation, GherkinScenario, GherkinTag } from "./gherkin-document.js";

/** A tag where it is written. */
interface TagPlace {
  readonly location: GherkinLocation;
  /** Whether it may apply to several scenarios: on a Feature or a Rule, or above several rows of an Outline. */
  readonly isShared: boolean;
}

/** A feature file by the ids that its scenarios refer to. */
class DocumentIndex {
  readonly tags = new Map<string, TagPlace>();
  /** Ids of the steps of all its Backgrounds. */
  readonly backgroundSteps = new Set<string>();
  /** Of scenarios, rows of Examples and steps. */
  readonly locations = new Map<string, GherkinLocation>();

  constructor({ feature }: GherkinDocument) {
    if (feature !== undefined) this.#addGroup(feature);
  }

  #addGroup({ tags, children }: NonNullable<GherkinChild["rule"]>): void {
    this.#addTags(tags, true);
    for (const { background, scenario, rule } of children) {
      for (const step of background?.steps ?? []) {
        this.backgroundSteps.add(step.id);
        this.locations.set(step.id, step.location);
      }
      if (scenario !== undefined) this.#addScenario(scenario);
      if (rule !== undefined) this.#addGroup(rule);
    }
  }

  #addScenario(scenario: GherkinScenario): void {
    const rows = scenario.examples.flatMap(({ tableBody }) => tableBody);
    this.#addTags(scenario.tags, rows.length > 1);
    for (const { tags, tableBody } of scenario.examples) this.#addTags(tags, tableBody.length > 1);
    for (const { id, location } of [scenario, ...scenario.steps, ...rows]) this.locations.set(id, location);
  }

  #addTags(tags: readonly GherkinTag[], isShared: boolean): void {
    for (const { id, location } of tags) this.tags.set(id, { location, isShared });
  }
}

const indexes = new WeakMap<GherkinDocument, DocumentIndex>();

/** Gives the index of a feature file, created by the first call. */
export function indexDocument(document: GherkinDocument): DocumentIndex {
  return getOrCreate(indexes, document, () => new DocumentIndex(document));
}
