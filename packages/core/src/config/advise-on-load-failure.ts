/** What to do about a module that could not be loaded, for the usual causes; one or two sentences. */
export function adviseOnLoadFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return CAUSES.find(([pattern]) => pattern.test(message))?.[1](message) ?? adviseByKind(error);
}

const SYNTAX = "Correct the syntax; the cause says where.";

const CAUSES: readonly (readonly [pattern: RegExp, advise: (message: string) => string])[] = [
  [/Cannot find package '([^']+)'/, (message) => adviseInstall(/Cannot find package '([^']+)'/.exec(message)?.[1])],
  [/Cannot find module '([^'./][^']*)'/, (message) => adviseInstall(/Cannot find module '([^']+)'/.exec(message)?.[1])],
  [/Cannot find module|ENOENT|ERR_MODULE_NOT_FOUND/, () => "Look at the path: that file does not exist."],
  [
    /import statement outside a module|Unexpected token 'export'/,
    () => 'It is an ES module: name it .mjs, or set "type": "module" in its package.json.',
  ],
  [
    /(require|module|exports|__dirname|__filename) is not defined/,
    () => "It is CommonJS in an ES module: name it .cjs, or write it with import and export.",
  ],
  [/\bParseError\b|Parse failure/, () => SYNTAX],
  [/does not provide an export named/, () => "Look at what it imports: that name is not exported."],
];

function adviseInstall(specifier: string | undefined): string {
  // Loaders give a path within node_modules at times; the name is what follows the last one.
  const parts = (specifier ?? "").split("node_modules/").at(-1)?.split("/") ?? [];
  const name = parts.slice(0, parts[0]?.startsWith("@") === true ? 2 : 1).join("/");
  return `Install the package (npm install --save-dev ${name}), or correct the import.`;
}

function adviseByKind(error: unknown): string {
  if (error instanceof SyntaxError) return SYNTAX;
  return "The cause says where it was thrown.";
}
