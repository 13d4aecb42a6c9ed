import { listClassNames, readField, readString } from "./read-thrown.js";
import { beginsWithSentence } from "./sentence-pattern.js";

/** Reads the code or class of an error about a module that could not be found, read, compiled or linked; `undefined` for other errors. */
export function readModuleFailure(error: unknown): string | undefined {
  const code = readString(error, "code");
  if (MODULE_CODES.some((pattern) => pattern.test(code))) return code;
  return listClassNames(error).find((name) => COMPILERS.has(name));
}

/** Finds a loader's message in a text, for example in the output of a program. */
export function findModuleFailure(text: string): string | undefined {
  return SENTENCE.exec(text)?.[1] ?? ANYWHERE.exec(text)?.[0];
}

/** Families of codes of Node, with old and future names, and of Babel. */
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
  "DriverPackageNotInstalledError", // TypeORM
  "MissingDriverError",
]);

/** Messages of loaders without codes: esbuild, `bindings`, native addons, bundlers, ORMs. */
const SENTENCE = beginsWithSentence([
  "Cannot find (?:module|package) ",
  "Transform failed with \\d+ errors?",
  "Could not locate the bindings file",
  "Could not dynamically require ",
  "Cannot find native binding",
  "Failed to load native binding",
  "No native build was found",
  'Could not load the "[^"\\n]+" module',
  "Please install [^\\n]+ package manually", // Sequelize
]);

const ANYWHERE =
  /was compiled against a different Node\.js version|@prisma\/client did not initialize yet|\b(?:ERR_)?MODULE_NOT_FOUND\b/;

/** Whether Cucumber itself threw it because its API was used wrongly: `dataTable.rowsHash()` with three columns, `attach(42)`. */
export function isMisuseOfCucumber(error: unknown): boolean {
  const [frame = ""] = /^ +at .*$/m.exec(String(readField(error, "stack"))) ?? [];
  return /[\\/]node_modules[\\/]@cucumber[\\/]/.test(frame) && !/[\\/](?:user_code_runner|time)\.[jt]s/.test(frame);
}
