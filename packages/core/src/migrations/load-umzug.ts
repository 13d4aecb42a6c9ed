import { existsSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join } from "node:path";

import type * as Umzug from "umzug";

import { trace } from "../files/trace.js";

const require = createRequire(import.meta.url);

/** Of this process, which loads it once. */
let umzug: Pick<typeof Umzug, "Umzug"> | undefined;

/** Gives umzug. Loading it takes about 20 ms, so call it only if a migration has to run. */
export function loadUmzug(): Pick<typeof Umzug, "Umzug"> {
  if (umzug === undefined) {
    trace("umzug-loaded");
    umzug = loadWithoutCommandLine(dirname(require.resolve("umzug")));
  }
  return umzug;
}

/** Loads umzug without its command line, which takes ten times as long, and is loaded by its first use. Other users of umzug see no difference. */
function loadWithoutCommandLine(directory: string): Pick<typeof Umzug, "Umzug"> {
  const path = join(directory, "cli.js");
  const isThere = existsSync(path) && require.cache[path] === undefined;
  if (!isThere) return require("umzug");
  const placeholder = new Module(path);
  placeholder.loaded = true;
  placeholder.exports = new Proxy({}, { get: (_target, name) => Reflect.get(require(path), name) });
  require.cache[path] = placeholder;
  try {
    return require(join(directory, "umzug.js"));
  } finally {
    delete require.cache[path];
  }
}
