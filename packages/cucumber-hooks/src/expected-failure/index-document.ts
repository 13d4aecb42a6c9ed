import type { GherkinChild, GherkinDocument, GherkinLocation, GherkinScenario, GherkinTag } from "./gherkin-document.js";

/** A tag where it is written. */
export interface TagPlace {
  readonly location: GherkinLocation;
  /** Whether it may stand for several scenarios: on a Feature or a Rule, or above several rows of an Outline. */
  readonly isShared: boolean;
}

/** A feature file by the ids that its scenarios refer to. */
export interface DocumentIndex {
  readonly tags: ReadonlyMap<string, TagPlace>;
  /** Ids of the steps of all its Backgrounds. */
  readonly backgroundSteps: ReadonlySet<string>;
  /** Of scenarios, rows of Examples and steps. */
  readonly locations: ReadonlyMap<string, GherkinLocation>;
}

interface GrowingIndex {
  readonly tags: Map<string, TagPlace>;
  readonly backgroundSteps: Set<string>;
  readonly locations: Map<string, GherkinLocation>;
}

const known = new WeakMap<GherkinDocument, DocumentIndex>();

/** Gives the index of a feature file; made once, when it is first asked for. */
export function indexDocument(document: GherkinDocument): DocumentIndex {
  const index = known.get(document) ?? createIndex(document);
  known.set(document, index);
  return index;
}

function createIndex({ feature }: GherkinDocument): DocumentIndex {
  const index: GrowingIndex = { tags: new Map(), backgroundSteps: new Set(), locations: new Map() };
  if (feature === undefined) return index;
  addTags(index, feature.tags, true);
  for (const child of feature.children) addChild(index, child);
  return index;
}

function addChild(index: GrowingIndex, { background, scenario, rule }: GherkinChild): void {
  for (const step of background?.steps ?? []) {
    index.backgroundSteps.add(step.id);
    index.locations.set(step.id, step.location);
  }
  if (scenario !== undefined) addScenario(index, scenario);
  if (rule === undefined) return;
  addTags(index, rule.tags, true);
  for (const child of rule.children) addChild(index, child);
}

function addScenario(index: GrowingIndex, scenario: GherkinScenario): void {
  const rows = scenario.examples.flatMap(({ tableBody }) => tableBody);
  index.locations.set(scenario.id, scenario.location);
  addTags(index, scenario.tags, rows.length > 1);
  for (const step of scenario.steps) index.locations.set(step.id, step.location);
  for (const { tags, tableBody } of scenario.examples) addTags(index, tags, tableBody.length > 1);
  for (const row of rows) index.locations.set(row.id, row.location);
}

function addTags(index: GrowingIndex, tags: readonly GherkinTag[], isShared: boolean): void {
  for (const { id, location } of tags) index.tags.set(id, { location, isShared });
}
