import { listClassNames, readField, readString } from "./read-thrown.js";

/** Says that a module could not be found, read, compiled or linked, as a code or what the loader calls it; `undefined` for other errors. */
export function readModuleFailure(error: unknown): string | undefined {
  const code = readString(error, "code");
  if (MODULE_CODES.some((pattern) => pattern.test(code))) return code;
  const compiler = listClassNames(error).find((name) => COMPILERS.has(name));
  if (compiler !== undefined) return compiler;
  const message = readString(error, "message");
  return MESSAGES.find((pattern) => pattern.test(message))?.exec(message)?.[0];
}

/** Node's families of codes, old names and those to come among them; and Babel's. */
const MODULE_CODES = [
  /^(?:ERR_)?MODULE_/,
  /^ERR_(?:AMBIGUOUS_MODULE|ASYNC_LOADER|DLOPEN|IMPORT|LOADER|MANIFEST|NETWORK_IMPORT|PACKAGE|REQUIRE|SOURCE_PHASE|VM_MODULE)_/,
  /^ERR_INVALID_(?:MODULE|PACKAGE|IMPORT|TYPESCRIPT)/,
  /^ERR_(?:NO_TYPESCRIPT|UNKNOWN_(?:BUILTIN_MODULE|FILE_EXTENSION|MODULE_FORMAT))/,
  /^ERR_UNSUPPORTED_(?:DIR_IMPORT|ESM_URL_SCHEME|NODE_MODULES_TYPE_STRIPPING|RESOLVE_REQUEST|TYPESCRIPT_SYNTAX)/,
  /^BABEL_/,
];

const COMPILERS: ReadonlySet<string> = new Set([
  "TSError", // ts-node
  "TransformError", // tsx
  "CompileError", // WebAssembly
  "LinkError",
]);

/** Of loaders that give no code: esbuild, `bindings`, native addons, bundlers. */
const MESSAGES = [
  /^Cannot find (?:module|package) /,
  /^Transform failed with \d+ errors?/,
  /^Could not locate the bindings file/,
  /^Could not dynamically require /,
  /^Cannot find native binding/,
  /was compiled against a different Node\.js version/,
];

/** Whether what Cucumber itself threw says that its API was used wrongly: `dataTable.rowsHash()` of three columns, `attach(42)`. */
export function isMisuseOfCucumber(error: unknown): boolean {
  const [frame = ""] = /^ +at .*$/m.exec(String(readField(error, "stack"))) ?? [];
  return /[\\/]@cucumber[\\/]/.test(frame) && !/[\\/](?:user_code_runner|time)\.[jt]s/.test(frame);
}
