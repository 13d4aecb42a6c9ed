import { supportCodeLibraryBuilder } from "@cucumber/cucumber";

import type { WatchedParameterType } from "../expected-failure/verdict/parameter-types.js";

/** A hook as Cucumber's builder holds it while support code is loaded. */
export interface DefinedHook {
  readonly options: { readonly name?: string };
  readonly line: number;
  readonly uri: string;
}

/** The part of Cucumber's builder that is used. It is exported but not documented, so any of it may be missing. */
export interface CucumberBuilder {
  readonly status?: "PENDING" | "OPEN" | "FINALIZED";
  /** Absolute path of the folder that Cucumber works in, which need not be the process's. */
  readonly cwd?: string;
  readonly beforeTestCaseHookDefinitionConfigs?: readonly DefinedHook[];
  readonly afterTestCaseHookDefinitionConfigs?: readonly DefinedHook[];
  readonly beforeTestRunHookDefinitionConfigs?: readonly DefinedHook[];
  readonly afterTestRunHookDefinitionConfigs?: readonly DefinedHook[];
  readonly originalCoordinates?: { readonly requirePaths?: readonly string[]; readonly importPaths?: readonly string[] };
  readonly parameterTypeRegistry?: { readonly parameterTypes?: Iterable<WatchedParameterType> };
  World?: unknown;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Its fields are private only by type; each may be missing.
export const cucumberBuilder = supportCodeLibraryBuilder as unknown as CucumberBuilder;

/**
 * Lets a function replace the class of Worlds when Cucumber has loaded support code: then Cucumber reads the class, for all Worlds of a run.
 */
export function onSupportCodeLoaded(replace: (World: unknown) => unknown): void {
  let current = cucumberBuilder.World;
  Object.defineProperty(cucumberBuilder, "World", {
    configurable: true,
    enumerable: true,
    get: () => (cucumberBuilder.status === "FINALIZED" ? replace(current) : current),
    set: (World: unknown) => {
      current = World;
    },
  });
}

/** Absolute path of the folder that Cucumber works in. */
export function cucumberDirectory(): string {
  return cucumberBuilder.cwd ?? process.cwd();
}
