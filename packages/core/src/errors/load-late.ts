import { createRequire } from "node:module";
import type * as Inspector from "node:inspector";

import type BetterSqlite3 from "better-sqlite3";
import type * as Levenshtein from "fastest-levenshtein";
import type Picomatch from "picomatch";
import type * as Tinyglobby from "tinyglobby";
import type Tmp from "tmp";

/** Dependencies that most processes of a run never need. */
interface LateModules {
  /** Not needed to copy a database, or for the fast path. */
  readonly "better-sqlite3": typeof BetterSqlite3;
  readonly "better-sqlite3/package.json": { readonly version: string };
  /** Finds the name that was meant. */
  readonly "fastest-levenshtein": typeof Levenshtein;
  /** Watches a build, and inspects functions of a configuration in code. Some Nodes are built without it. */
  readonly "node:inspector": typeof Inspector;
  /** Matches the globs of a configuration that has any. */
  readonly picomatch: typeof Picomatch;
  /** Finds the files of `inputs`. */
  readonly tinyglobby: typeof Tinyglobby;
  /** Creates a run directory, in the first process of a run. */
  readonly tmp: typeof Tmp;
}

const require = createRequire(import.meta.url);

/** Loads a dependency synchronously, in the call that needs it: the fast path takes less time than loading any of them. */
export function loadLate<Name extends keyof LateModules>(name: Name): LateModules[Name] {
  const module: LateModules[Name] = require(name);
  return module;
}
