import { supportCodeLibraryBuilder } from "@cucumber/cucumber";

import type { WatchedParameterType } from "./expected-failure/parameter-types.js";

/** A hook as Cucumber's builder holds it while support code is loaded. */
export interface DefinedHook {
  readonly options: { readonly name?: string };
  readonly line: number;
  readonly uri: string;
}

/** What is asked of Cucumber's builder. It is exported and not documented, so that any of it may be missing. */
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

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Its fields are private by type only; each is checked for.
export const cucumberBuilder = supportCodeLibraryBuilder as unknown as CucumberBuilder;

/**
 * Has a function see the class that Worlds are made of, and replace it, when Cucumber has loaded support code: it reads the class at the end of
 * that, and makes all Worlds of a run of it.
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
