import { extname } from "node:path";
import { fileURLToPath } from "node:url";

import { isError, isErrorNamed } from "../errors/is-error.js";
import { messageOf } from "../errors/message-of.js";
import { declaredTypeOf } from "./declared-type.js";

const IS_ES_MODULE = 'It is an ES module: name it .mjs, or set "type": "module" in its package.json.';

/** What to do about a module that could not be loaded, in one or two sentences. */
export function adviseOnLoadFailure(path: string, error: unknown): string {
  const message = messageOf(error);
  if (isMisplacedExport(path, message)) return IS_ES_MODULE;
  return CAUSES.find(([pattern]) => pattern.test(message))?.[1](message) ?? adviseByKind(path, error);
}

/** In an ES module, V8 says the same of an `export` that is misspelled. */
function isMisplacedExport(path: string, message: string): boolean {
  if (!/import statement outside a module|Unexpected token 'export'/.test(message)) return false;
  return !/\.m[jt]s$/.test(path) && (/\.c[jt]s$/.test(path) || declaredTypeOf(path) !== "module");
}

const CAUSES: readonly (readonly [pattern: RegExp, advise: (message: string) => string])[] = [
  [/Cannot find package '([^']+)'/, (message) => adviseInstall(/Cannot find package '([^']+)'/.exec(message)?.[1])],
  [/Cannot find module '([^'./][^']*)'/, (message) => adviseInstall(/Cannot find module '([^']+)'/.exec(message)?.[1])],
  [/Cannot find module|ENOENT|ERR_MODULE_NOT_FOUND/, () => "Correct the path: that file does not exist."],
  // Jest transforms what its set-up loads, and loads it with require().
  [
    /Cannot require\(\) ES Module \S+\.[jt]s in a cycle/,
    () => `If no modules import each other in a circle, something loads it with require(). ${IS_ES_MODULE}`,
  ],
  [
    /(require|module|exports|__dirname|__filename) is not defined/,
    () => "It is CommonJS in an ES module: name it .cjs, or write it with import and export.",
  ],
  [
    /--experimental-vm-modules/,
    () =>
      'Jest\'s tests have no import(): set testEnvironment: "@picklejar/core/jest/environment", or write it as JSON, or as CommonJS in JavaScript.',
  ],
  [/does not provide an export named/, () => "Correct its imports: that name is not exported."],
];

function adviseInstall(specifier: string | undefined): string {
  // Some loaders give a path in node_modules.
  const parts = (specifier ?? "").split("node_modules/").at(-1)?.split("/") ?? [];
  const name = parts.slice(0, parts[0]?.startsWith("@") === true ? 2 : 1).join("/");
  return `Install the package (npm install --save-dev ${name}), or correct the import.`;
}

function adviseByKind(path: string, error: unknown): string {
  const location = locate(error);
  if (!isSyntaxError(error)) return location === undefined ? "It threw this error itself." : `It was thrown at "${location}".`;
  if (location !== undefined) return `Correct the syntax at "${location}".`;
  // For an ES module, Node prints the location only if it ends with this error.
  return extname(path) === ".json" ? "Correct the syntax." : `Correct the syntax: node "${path}" shows where.`;
}

function isSyntaxError(error: unknown): boolean {
  return isErrorNamed(error, "SyntaxError") || /\bParseError\b|Parse failure/.test(messageOf(error));
}

/** File, line and column of a fault: at the top of Node's stack for CommonJS, below jiti's message, or the first line of code. */
function locate(error: unknown): string | undefined {
  if (!isError(error)) return undefined;
  const stack = error.stack ?? "";
  const syntax = /^(\S.*:\d+)\n/.exec(stack)?.[1] ?? /^\S.*:\d+:\d+$/.exec(lastLineOf(error.message))?.[0];
  if (syntax !== undefined || isSyntaxError(error)) return syntax === undefined ? undefined : withoutScheme(syntax);
  const frames = [...stack.matchAll(/^[^\S\n]+at (?:.*\()?([^()\n]+:\d+:\d+)\)?$/gm)].map(([, location = ""]) => location);
  const first = frames.find((location) => !location.startsWith("node:"));
  return first === undefined ? undefined : withoutScheme(first);
}

/** Empty where there is only one. */
function lastLineOf(message: string): string {
  const text = message.trimEnd();
  const start = text.lastIndexOf("\n");
  return start < 0 ? "" : text.slice(start).trim();
}

function withoutScheme(location: string): string {
  const url = /^(file:.+?)((?::\d+){1,2})$/.exec(location);
  return url === null ? location : fileURLToPath(url[1] ?? "") + (url[2] ?? "");
}
