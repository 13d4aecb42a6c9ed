import { existsSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { withoutWatching } from "./inputs/watch-file-system.js";
import { ModuleLoadError } from "../errors/config-errors.js";
import { adviseOnLoadFailure } from "./advise-on-load-failure.js";
import { errorCodeOf } from "../errors/error-code.js";

/** What a module exports, by name; `default` among them. */
export type ModuleExports = Record<string, unknown>;

/** How often a file failed to load: Node remembers failures by URL, so the next attempt needs another one. */
const failures = new Map<string, number>();

/**
 * Loads a module of the user's: a configuration, or a migration written in code.
 *
 * JavaScript goes through Node's `import`, JSON through `fs`, TypeScript through Node where it strips types (22.18 and
 * later) and else through jiti. All of them share the packages that this process has loaded already. Names of a
 * CommonJS module's `module.exports`, and of a default export that is an object, can be had by name too.
 *
 * @remarks A module is evaluated once a process, as always in Node; one that failed is tried again by the next call.
 * @param absolutePath - of a `.js`, `.mjs`, `.cjs`, `.json`, `.ts`, `.mts` or `.cts` file
 * @throws {@link ModuleLoadError} `MODULE_LOAD_FAILED` when it is missing, has a fault, imports what is not there, or throws.
 */
export async function loadModule(absolutePath: string): Promise<ModuleExports> {
  try {
    return withNamesOfDefault(await importByExtension(absolutePath));
  } catch (error) {
    failures.set(absolutePath, (failures.get(absolutePath) ?? 0) + 1);
    throw new ModuleLoadError(absolutePath, adviseOnLoadFailure(absolutePath, error), error);
  }
}

async function importByExtension(path: string): Promise<ModuleExports> {
  const extension = extname(path);
  if (extension === ".json") return { default: JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, "")) as unknown };
  return /^\.[cm]?ts$/.test(extension) ? importTypeScript(path) : importNatively(path);
}

async function importNatively(path: string): Promise<ModuleExports> {
  const failed = failures.get(path);
  const url = pathToFileURL(path);
  if (failed !== undefined) url.searchParams.set("picklejar-attempt", String(failed + 1));
  const namespace: ModuleExports = await import(url.href);
  return namespace;
}

async function importTypeScript(path: string): Promise<ModuleExports> {
  if (!doesNodeStripTypes() || isForcedCommonJs(path)) return importThroughJiti(path);
  try {
    return await importNatively(path);
  } catch (error) {
    if (!isBeyondNode(error)) throw error;
    return importThroughJiti(path);
  }
}

function doesNodeStripTypes(): boolean {
  return "typescript" in process.features && typeof process.features.typescript === "string";
}

/** Whether Node would refuse `export` in a `.ts` file: what `npm init` writes, while TypeScript is written with `export`. */
function isForcedCommonJs(path: string): boolean {
  if (extname(path) !== ".ts") return false;
  return withoutWatching(() => isInCommonJsPackage(path));
}

function isInCommonJsPackage(path: string): boolean {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const manifest = join(directory, "package.json");
    if (existsSync(manifest)) return /"type"\s*:\s*"commonjs"/.test(readFileSync(manifest, "utf8"));
    if (dirname(directory) === directory) return false;
  }
}

/** Faults that Node finds before it evaluates anything, and that a loader with more of TypeScript may not have. */
const BEYOND_NODE = new Set<unknown>([
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX", // enums, parameter properties
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_MODULE_NOT_FOUND", // `./schema.js` that is a `schema.ts`, `./schema` without extension
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_UNKNOWN_FILE_EXTENSION",
]);

function isBeyondNode(error: unknown): boolean {
  return BEYOND_NODE.has(errorCodeOf(error));
}

async function importThroughJiti(path: string): Promise<ModuleExports> {
  const { createJiti } = await import("jiti");
  // Not cached on disk: that would write into the user's node_modules.
  const jiti = createJiti(pathToFileURL(path).href, { fsCache: false, nativeModules: ["better-sqlite3", "@picklejar/core"] });
  return jiti.import<ModuleExports>(path);
}

function withNamesOfDefault(namespace: ModuleExports): ModuleExports {
  const fallback = namespace["default"];
  if (typeof fallback !== "object" || fallback === null) return namespace;
  // TypeScript compiled to CommonJS: what it calls `default` is one level down.
  if ("__esModule" in fallback && "default" in fallback) return { ...fallback };
  // jiti gives CommonJS a default that is not among its names; and an ES module without one, too.
  const hasDefault = "default" in namespace || !("__esModule" in namespace);
  return hasDefault ? { ...fallback, ...namespace, default: fallback } : { ...namespace };
}
