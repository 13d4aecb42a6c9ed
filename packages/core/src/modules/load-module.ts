import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { types } from "node:util";
import type * as jitiModule from "jiti";
import type { Jiti } from "jiti";

import { ModuleLoadError } from "../errors/classes/config-errors.js";
import { errorCodeOf, hasErrorCode } from "../errors/error-code.js";
import { isErrorNamed } from "../errors/is-error.js";
import { adviseOnLoadFailure } from "./advise-on-load-failure.js";
import { declaredTypeOf } from "./declared-type.js";

/** What a module exports, by name; `default` among them. */
export type ModuleExports = Record<string, unknown>;

/** How often a file failed to load. Of this process: Node remembers failures by URL, so the next attempt needs another one. */
const failures = new Map<string, number>();

/**
 * Loads a module of the user: a configuration, or a migration written in code.
 *
 * Loads JavaScript by Node's `import`, JSON by `fs`, TypeScript by Node if it strips types (22.18 and later), otherwise by jiti. The exports of a
 * CommonJS module, and the properties of a default export, are among the names.
 *
 * @remarks A module is evaluated once per process, as always in Node; after a failure the next call tries again.
 * @param absolutePath - of a `.js`, `.mjs`, `.cjs`, `.json`, `.ts`, `.mts` or `.cts` file
 * @throws {@link ModuleLoadError} `MODULE_LOAD_FAILED` if it or one of its imports is missing or has a fault, or it throws
 */
export async function loadModule(absolutePath: string): Promise<ModuleExports> {
  try {
    return withNamesOfDefault(await importByExtension(absolutePath));
  } catch (error) {
    failures.set(absolutePath, (failures.get(absolutePath) ?? 0) + 1);
    throw new ModuleLoadError(absolutePath, adviseOnLoadFailure(absolutePath, error), error);
  }
}

/**
 * The same without waiting. A module that awaits at its top level cannot be loaded so.
 *
 * @throws {@link ModuleLoadError} `MODULE_LOAD_FAILED`
 */
export function loadModuleNow(absolutePath: string): ModuleExports {
  try {
    return withNamesOfDefault(requireByExtension(absolutePath));
  } catch (error) {
    throw new ModuleLoadError(absolutePath, adviseOnLoadFailure(absolutePath, error), error);
  }
}

async function importByExtension(path: string): Promise<ModuleExports> {
  if (extname(path) === ".json") return readJson(path);
  return isTypeScript(path) ? importTypeScript(path) : importNatively(path);
}

function requireByExtension(path: string): ModuleExports {
  if (extname(path) === ".json") return readJson(path);
  if (!isTypeScript(path) || (doesNodeStripTypes() && !isForcedCommonJs(path))) {
    try {
      return requireNatively(path);
    } catch (error) {
      if (!isTypeScript(path) || !BEYOND_NODE.has(errorCodeOf(error))) throw error;
    }
  }
  return createJiti(path)(path);
}

function readJson(path: string): ModuleExports {
  return { default: JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, "")) as unknown };
}

function isTypeScript(path: string): boolean {
  return /^\.[cm]?ts$/.test(extname(path));
}

/** CommonJS has its exports under `default`, as `import` gives them. */
function requireNatively(path: string): ModuleExports {
  const exports: ModuleExports = createNativeRequire(path)(path);
  return types.isModuleNamespaceObject(exports) ? exports : { default: exports };
}

async function importNatively(path: string): Promise<ModuleExports> {
  const failed = failures.get(path);
  const url = pathToFileURL(path);
  if (failed !== undefined) url.searchParams.set("picklejar-attempt", String(failed + 1));
  try {
    const namespace: ModuleExports = await import(url.href);
    return namespace;
  } catch (error) {
    if (!hasErrorCode(error, "ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG")) throw error;
    return requireInSandbox(path, error);
  }
}

/** Jest's sandbox has no `import()` unless its environment is picklejar's; its `require` loads CommonJS. */
function requireInSandbox(path: string, importError: unknown): ModuleExports {
  try {
    const exports: unknown = createRequire(path)(path);
    return { default: exports };
  } catch (error) {
    // For an ES module, which Jest reports in words of its own.
    throw isErrorNamed(error, "SyntaxError") || hasErrorCode(error, "ERR_REQUIRE_ESM") ? importError : error;
  }
}

async function importTypeScript(path: string): Promise<ModuleExports> {
  if (!doesNodeStripTypes() || isForcedCommonJs(path)) return importThroughJiti(path);
  try {
    return await importNatively(path);
  } catch (error) {
    if (!BEYOND_NODE.has(errorCodeOf(error))) throw error;
    return importThroughJiti(path);
  }
}

/** Whether Node runs TypeScript by itself: 22.18 and later. */
export function doesNodeStripTypes(): boolean {
  return "typescript" in process.features && typeof process.features.typescript === "string";
}

/** Whether Node would refuse `export` in a `.ts` file: `npm init` writes "type": "commonjs", but TypeScript is written with `export`. */
function isForcedCommonJs(path: string): boolean {
  if (extname(path) !== ".ts") return false;
  return declaredTypeOf(path) === "commonjs";
}

/** Faults that Node finds before it evaluates anything, and that jiti may not have. */
const BEYOND_NODE = new Set<unknown>([
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX", // enums, parameter properties
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_MODULE_NOT_FOUND", // `./schema.js` that is a `schema.ts`, `./schema` without extension
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_UNKNOWN_FILE_EXTENSION",
]);

async function importThroughJiti(path: string): Promise<ModuleExports> {
  return createJiti(path).import<ModuleExports>(path);
}

function createJiti(path: string): Jiti {
  const jiti: typeof jitiModule = createNativeRequire(import.meta.url)("jiti");
  // A cache on disk would be in the user's node_modules.
  return jiti.createJiti(pathToFileURL(path).href, { fsCache: false, nativeModules: ["better-sqlite3", "@picklejar/core"] });
}

/** Node's own. Vitest's vmThreads and vmForks give modules another `node:module`, with which jiti fails. */
function createNativeRequire(path: string): NodeJS.Require {
  return process.getBuiltinModule("node:module").createRequire(path);
}

function withNamesOfDefault(namespace: ModuleExports): ModuleExports {
  const fallback = namespace["default"];
  if (typeof fallback !== "object" || fallback === null) return namespace;
  // In TypeScript that was compiled to CommonJS, its `default` is one level down.
  if ("__esModule" in fallback && "default" in fallback) return { ...fallback };
  // jiti gives a default to CommonJS, and to an ES module without one.
  const hasDefault = "default" in namespace || !("__esModule" in namespace);
  return hasDefault ? { ...fallback, ...namespace, default: fallback } : { ...namespace };
}
