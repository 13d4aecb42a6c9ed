import { createRequire } from "node:module";
import type * as Inspector from "node:inspector";

import type BetterSqlite3 from "better-sqlite3";
import type * as Levenshtein from "fastest-levenshtein";
import type Picomatch from "picomatch";
import type * as Tinyglobby from "tinyglobby";
import type Tmp from "tmp";

/** What most processes of a run never need; in this folder since messages need one of them. */
interface LateModules {
  /** Opens every database: not needed to copy one, or to take the fast path. */
  readonly "better-sqlite3": typeof BetterSqlite3;
  readonly "better-sqlite3/package.json": { readonly version: string };
  /** Finds the name that was meant, once one is wrong. */
  readonly "fastest-levenshtein": typeof Levenshtein;
  /** Watches a build, and looks into functions of a configuration in code. Some Nodes are built without it. */
  readonly "node:inspector": typeof Inspector;
  /** Matches the globs of a configuration that has any. */
  readonly picomatch: typeof Picomatch;
  /** Finds the files of `inputs`. */
  readonly tinyglobby: typeof Tinyglobby;
  /** Makes a run directory, in the first process of a run. */
  readonly tmp: typeof Tmp;
}

const require = createRequire(import.meta.url);

/** Loads a dependency in the call that needs it, at once: the fast path takes less time than loading any of them. */
export function loadLate<Name extends keyof LateModules>(name: Name): LateModules[Name] {
  const module: LateModules[Name] = require(name);
  return module;
}
