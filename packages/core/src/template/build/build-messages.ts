import type { BuildProgress } from "./build-progress.js";
import type { CarriedError } from "./carried-error.js";
import type { ObservedTemplate, ObserveMakingOptions } from "./observe-making.js";

/** What the process that waits says to the one that builds. */
export interface MakeRequest extends Pick<ObserveMakingOptions, "path" | "migratedPath" | "earlier" | "ownDirectories"> {
  /** Absolute path of the configuration file. */
  readonly file: string;
  /** Name of the database in it. */
  readonly database: string;
  /** Absolute path of a file for the stack of a call of `process.exit`. */
  readonly exitStackPath: string;
}

/** What the process that builds says. */
export type BuildMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "progress"; readonly progress: BuildProgress }
  | { readonly kind: "made"; readonly made: ObservedTemplate }
  | { readonly kind: "failed"; readonly error: CarriedError };
