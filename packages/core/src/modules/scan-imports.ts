import { ModuleText, type StringLiteral } from "./module-text.js";

/** The names in the source of a module, as far as they show without running it. */
export interface ScannedImports {
  /** Specifiers of `import`, `export … from`, `require` and the like: relative, absolute or bare. */
  readonly specifiers: readonly string[];
  /** Specifiers that may be something else, such as `from "users"` in SQL. */
  readonly doubtful: ReadonlySet<string>;
  /** Strings that certainly name a file relative to the module: `new URL("./x", import.meta.url)`, `join(__dirname, "x")`. */
  readonly locations: readonly string[];
  /** Strings that may name a file. */
  readonly strings: readonly ScannedString[];
  /** Imports with a computed name, as written. */
  readonly computed: readonly string[];
}

/** A string in a module. */
export interface ScannedString {
  readonly value: string;
  /** The string after the comma after this one: `join(here, "data", "users.sql")`. */
  readonly next: () => ScannedString | undefined;
}

/**
 * Finds what a JavaScript or TypeScript module imports or reads by a literal name.
 *
 * @remarks Finds too much on purpose: it does not tell comments and strings from code. A scanner that mistakes a quote misses an import, and a
 * missed import is a stale template. Takes time in proportion to the source: patterns match only words, and {@link ModuleText} reads what follows.
 */
export function scanImports(source: string): ScannedImports {
  const text = new ModuleText(source);
  const from = source.includes("from") ? collectFrom(text) : { certain: [], loose: [] };
  const imports = source.includes("import")
    ? collectAfter(IMPORT, text, (end) => text.stringAfterGap(text.after("(", end) ?? end))
    : [];
  const requires = source.includes("require") ? collectAfter(REQUIRE, text, (end) => stringInParentheses(text, end)) : [];
  // The function that `createRequire` gives may have any name, or none.
  const calls = source.includes("createRequire") ? collectAfter(CALLEE_END, text, (end) => stringInParentheses(text, end)) : [];
  const certain = [...from.certain, ...imports, ...requires];
  const known = new Set(certain);
  const loose = [...from.loose, ...calls].filter((specifier) => !known.has(specifier));
  return {
    specifiers: [...new Set([...certain, ...loose])],
    doubtful: new Set(loose),
    locations: /URL|__|import\.meta/.test(source) ? collectLocations(text) : [],
    strings: collectAllStrings(text),
    computed: /import|require/.test(source) ? collectComputed(text) : [],
  };
}

/** The first word of a statement with `from`, signs that cannot be in such a statement, and `from`. */
const FROM_OR_EDGE = /(?<![\w$.])(?:import|export)\b|["'`;=]|(?<![\w$])from/g;
const IMPORT = /(?<![\w$.])import(?:\.meta\.resolve)?/g;
const REQUIRE = /(?<![\w$]|(?<!\bmodule)\.)require(?:\.resolve)?/g;
const CALLEE_END = /[\w$)\]](?=[\s/(])/g;
const COMPUTED = /(?<![\w$.])(?:import(?:\.meta\.resolve)?|require(?:\.resolve)?)/g;
const EXPRESSION = /\s*([^\s)][^)\n]{0,80})/y;
const URL_WORD = /\bURL/g;
/** The module's own location. */
const HERE = /__dirname|__filename|import\.meta\.(?:url|dirname|filename)/g;
const TEMPLATE_HERE = /\$\{(?:__dirname|import\.meta\.dirname)\}([^`${}\n]+)`/g;
/** The end of a template after its last substitution, as in `${here}/seed.sql`. */
const TEMPLATE_TAIL = /\}([^`${}\n]+)`/g;
const QUOTE = /["'`]/g;

/** Longer strings are prose, SQL or data. */
const MAX_PATH_LENGTH = 250;

/** Specifiers after `from`: certain in a statement that begins with `import` or `export`. */
function collectFrom(text: ModuleText): { readonly certain: string[]; readonly loose: string[] } {
  const found: { readonly certain: string[]; readonly loose: string[] } = { certain: [], loose: [] };
  let isInStatement = false;
  for (const { 0: word, index } of text.source.matchAll(FROM_OR_EDGE)) {
    if (word !== "from") isInStatement = word === "import" || word === "export";
    else {
      const literal = text.stringAfterGap(index + word.length);
      if (literal !== undefined) (isInStatement ? found.certain : found.loose).push(unescape(literal.raw));
    }
  }
  return found;
}

/** The strings that are found after each match of a pattern. */
function collectAfter(pattern: RegExp, text: ModuleText, read: (end: number) => StringLiteral | undefined): string[] {
  const found: string[] = [];
  for (const { 0: word, index } of text.source.matchAll(pattern)) {
    const literal = read(index + word.length);
    if (literal !== undefined) found.push(unescape(literal.raw));
  }
  return found;
}

function stringInParentheses(text: ModuleText, from: number): StringLiteral | undefined {
  const inside = text.after("(", from);
  return inside === undefined ? undefined : text.stringAfterGap(inside);
}

/** Imports with any argument but one string and perhaps options. */
function collectComputed(text: ModuleText): string[] {
  const found: string[] = [];
  for (const { 0: word, index } of text.source.matchAll(COMPUTED)) {
    const inside = text.after("(", index + word.length);
    if (inside === undefined) continue;
    const literal = text.stringAfterGap(inside);
    if (literal !== undefined && (text.after(",", literal.end) ?? text.after(")", literal.end)) !== undefined) continue;
    EXPRESSION.lastIndex = inside;
    const expression = EXPRESSION.exec(text.source)?.[1];
    if (expression !== undefined) found.push(expression.trim());
  }
  return found;
}

function collectLocations(text: ModuleText): string[] {
  return [
    ...collectAfter(URL_WORD, text, (end) => stringInParentheses(text, end)),
    ...collectAfter(HERE, text, (end) => {
      const closed = text.closingsEnd(end);
      const next = text.after(",", closed) ?? text.after("+", closed);
      return next === undefined ? undefined : text.stringAfterGap(next);
    }),
    ...collectGroup(TEMPLATE_HERE, text.source).map(unescape),
  ];
}

function collectGroup(pattern: RegExp, source: string): string[] {
  return Array.from(source.matchAll(pattern), ([, group = ""]) => group);
}

/** From each quote to the next of its kind, whether it opens or closes a string: an apostrophe in a comment shifts nothing. */
function collectAllStrings(text: ModuleText): ScannedString[] {
  const tails = text.source.includes("${") ? collectGroup(TEMPLATE_TAIL, text.source) : [];
  const strings = tails.map((value): ScannedString => ({ value, next: () => undefined }));
  for (const { index } of text.source.matchAll(QUOTE)) {
    const found = readString(text, index);
    if (found !== undefined) strings.push(found);
  }
  return strings;
}

function readString(text: ModuleText, start: number): ScannedString | undefined {
  const literal = text.shortStringAt(start, MAX_PATH_LENGTH);
  if (literal === undefined || literal.raw === "" || literal.raw.includes("\n")) return undefined;
  const { raw, end } = literal;
  return { value: unescape(raw), next: () => readStringAfterComma(text, end) };
}

function readStringAfterComma(text: ModuleText, start: number): ScannedString | undefined {
  const next = text.after(",", start);
  return next === undefined ? undefined : readString(text, text.gapEnd(next));
}

function unescape(literal: string): string {
  if (!literal.includes("\\")) return literal;
  return literal.replaceAll(
    /\\(?:u\{?([\da-f]{4,6})\}?|x([\da-f]{2})|([\s\S]))/gi,
    (_all, unicode?: string, latin?: string, other?: string) =>
      other ?? String.fromCodePoint(Number.parseInt(unicode ?? latin ?? "", 16)),
  );
}
