import type { BuildProgress } from "./build-progress.js";
import type { ObservedTemplate } from "./build-template.js";
import type { CarriedError } from "./carried-error.js";
import type { ObservedEntries } from "../fingerprint/observed-entries.js";

/** What the process that waits says to the one that builds. */
export interface MakeRequest {
  /** Absolute path of the configuration file. */
  readonly file: string;
  /** Name of the database in it. */
  readonly database: string;
  /** Absolute path of the file to make. */
  readonly path: string;
  readonly migratedPath: string | undefined;
  readonly earlier: ObservedEntries | undefined;
  readonly ownDirectories: readonly string[];
}

/** What the process that builds says. */
export type BuildMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "progress"; readonly progress: BuildProgress }
  | { readonly kind: "made"; readonly made: ObservedTemplate }
  | { readonly kind: "failed"; readonly error: CarriedError };

/** What the process that builds leaves beside the file when it ends before it is done. */
export interface EarlyEnd {
  /** Where `process.exit` was called. */
  readonly stack: string | undefined;
}

/** Absolute path of the {@link EarlyEnd} of a build. */
export function earlyEndPathOf(path: string): string {
  return `${path}.ended`;
}
