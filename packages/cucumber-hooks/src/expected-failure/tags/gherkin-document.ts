/** Lines and columns count from 1. */
export interface GherkinLocation {
  readonly line: number;
  readonly column?: number;
}

/** The part of a parsed feature file that is used: the same in every version of Cucumber's messages that the hooks support. */
export interface GherkinDocument {
  readonly uri?: string | undefined;
  readonly feature?: (Tagged & { readonly children: readonly GherkinChild[] }) | undefined;
}

export interface GherkinTag {
  readonly id: string;
  readonly name: string;
  readonly location: GherkinLocation;
}

interface Tagged {
  readonly tags: readonly GherkinTag[];
}

interface GherkinSteps {
  readonly id: string;
  readonly location: GherkinLocation;
  readonly steps: readonly { readonly id: string; readonly location: GherkinLocation }[];
}

export interface GherkinScenario extends GherkinSteps, Tagged {
  readonly examples: readonly (Tagged & {
    readonly tableBody: readonly { readonly id: string; readonly location: GherkinLocation }[];
  })[];
}

/** A child of a Feature, or of a Rule, which has no rules itself. */
export interface GherkinChild {
  readonly background?: GherkinSteps | undefined;
  readonly scenario?: GherkinScenario | undefined;
  readonly rule?: (Tagged & { readonly children: readonly GherkinChild[] }) | undefined;
}

/** A scenario as it is run: one row of an Outline, with its tags and those that it inherits. */
export interface GherkinPickle {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly astNodeIds: readonly string[];
  readonly tags: readonly { readonly name: string; readonly astNodeId: string }[];
  readonly steps: readonly GherkinPickleStep[];
}

export interface GherkinPickleStep {
  readonly id: string;
  readonly text: string;
  /** `Context`, `Action`, `Outcome` or `Unknown`; And and But have the type of the step before them. */
  readonly type?: string | undefined;
  readonly astNodeIds: readonly string[];
}

/** A scenario, and the file that it is in. */
export interface ScenarioInDocument {
  readonly pickle: GherkinPickle;
  readonly gherkinDocument: GherkinDocument;
}
