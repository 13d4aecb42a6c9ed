import { ModuleText, type TextLiteral } from "./module-text.js";

/** What the text of a module names, as far as one can see without running it. */
export interface ScannedImports {
  /** What `import`, `export … from`, `require` and the like ask for: relative, absolute or bare. */
  readonly specifiers: readonly string[];
  /** Those of the specifiers that may be something else, such as `from "users"` in a piece of SQL. */
  readonly doubtful: ReadonlySet<string>;
  /** Texts that name something beside the module for certain: `new URL("./x", import.meta.url)`, `join(__dirname, "x")`. */
  readonly locations: readonly string[];
  /** Texts that may name a file. */
  readonly texts: readonly ScannedText[];
  /** Imports whose name is computed, as written. */
  readonly computed: readonly string[];
}

/** A text in a module, and what follows it. */
export interface ScannedText {
  readonly value: string;
  /** The text after the comma after this one, as in `join(here, "data", "users.sql")`. */
  readonly next: () => ScannedText | undefined;
}

/**
 * Finds what a JavaScript or TypeScript module imports or reads by a literal name.
 *
 * @remarks Says too much on purpose. It does not tell comments and texts from code, since a scanner that takes one quote
 * for another misses an import, and a missed import is a stale template; one too many costs nothing.
 *
 * Takes time in proportion to the source: patterns match words only, and what follows them is read by {@link ModuleText}.
 */
export function scanImports(source: string): ScannedImports {
  const text = new ModuleText(source);
  const from = source.includes("from") ? collectFrom(text) : { certain: [], loose: [] };
  const imports = source.includes("import")
    ? collectAfter(IMPORT, text, (end) => text.textAfterGap(text.after("(", end) ?? end))
    : [];
  const requires = source.includes("require") ? collectAfter(REQUIRE, text, (end) => textInParentheses(text, end)) : [];
  // What `createRequire` gives may have any name, or none.
  const calls = source.includes("createRequire") ? collectAfter(CALLEE_END, text, (end) => textInParentheses(text, end)) : [];
  const certain = [...from.certain, ...imports, ...requires];
  const known = new Set(certain);
  const loose = [...from.loose, ...calls].filter((specifier) => !known.has(specifier));
  return {
    specifiers: [...new Set([...certain, ...loose])],
    doubtful: new Set(loose),
    locations: /URL|__|import\.meta/.test(source) ? collectLocations(text) : [],
    texts: collectAllTexts(text),
    computed: /import|require/.test(source) ? collectComputed(text) : [],
  };
}

/** A word that a statement with `from` begins with, what cannot be within such a statement, and `from`. */
const FROM_OR_EDGE = /(?<![\w$.])(?:import|export)\b|["'`;=]|(?<![\w$])from/g;
const IMPORT = /(?<![\w$.])import(?:\.meta\.resolve)?/g;
const REQUIRE = /(?<![\w$]|(?<!\bmodule)\.)require(?:\.resolve)?/g;
const CALLEE_END = /[\w$)\]](?=[\s/(])/g;
const COMPUTED = /(?<![\w$.])(?:import(?:\.meta\.resolve)?|require(?:\.resolve)?)/g;
const EXPRESSION = /\s*([^\s)][^)\n]{0,80})/y;
const URL_WORD = /\bURL/g;
/** What stands for the module's own place. */
const HERE = /__dirname|__filename|import\.meta\.(?:url|dirname|filename)/g;
const TEMPLATE_HERE = /\$\{(?:__dirname|import\.meta\.dirname)\}([^`${}\n]+)`/g;
/** The end of a template after its last substitution, as in `${here}/seed.sql`. */
const TEMPLATE_TAIL = /\}([^`${}\n]+)`/g;
const QUOTE = /["'`]/g;

/** Longer texts are prose, SQL or data, and no path. */
const MAX_PATH_LENGTH = 250;

/** What `from` asks for: in a statement that began as an import or an export, or else perhaps something else. */
function collectFrom(text: ModuleText): { readonly certain: string[]; readonly loose: string[] } {
  const found: { readonly certain: string[]; readonly loose: string[] } = { certain: [], loose: [] };
  let isInStatement = false;
  for (const { 0: word, index } of text.source.matchAll(FROM_OR_EDGE)) {
    if (word !== "from") isInStatement = word === "import" || word === "export";
    else {
      const literal = text.textAfterGap(index + word.length);
      if (literal !== undefined) (isInStatement ? found.certain : found.loose).push(unescapeText(literal.raw));
    }
  }
  return found;
}

/** The texts that are found after each match of a pattern. */
function collectAfter(pattern: RegExp, text: ModuleText, read: (end: number) => TextLiteral | undefined): string[] {
  const found: string[] = [];
  for (const { 0: word, index } of text.source.matchAll(pattern)) {
    const literal = read(index + word.length);
    if (literal !== undefined) found.push(unescapeText(literal.raw));
  }
  return found;
}

function textInParentheses(text: ModuleText, from: number): TextLiteral | undefined {
  const inside = text.after("(", from);
  return inside === undefined ? undefined : text.textAfterGap(inside);
}

/** Imports whose argument is anything but one text, perhaps with options after it. */
function collectComputed(text: ModuleText): string[] {
  const found: string[] = [];
  for (const { 0: word, index } of text.source.matchAll(COMPUTED)) {
    const inside = text.after("(", index + word.length);
    if (inside === undefined) continue;
    const literal = text.textAfterGap(inside);
    if (literal !== undefined && (text.after(",", literal.end) ?? text.after(")", literal.end)) !== undefined) continue;
    EXPRESSION.lastIndex = inside;
    const expression = EXPRESSION.exec(text.source)?.[1];
    if (expression !== undefined) found.push(expression.trim());
  }
  return found;
}

function collectLocations(text: ModuleText): string[] {
  return [
    ...collectAfter(URL_WORD, text, (end) => textInParentheses(text, end)),
    ...collectAfter(HERE, text, (end) => {
      const closed = text.closingsEnd(end);
      const next = text.after(",", closed) ?? text.after("+", closed);
      return next === undefined ? undefined : text.textAfterGap(next);
    }),
    ...collectGroup(TEMPLATE_HERE, text.source).map(unescapeText),
  ];
}

function collectGroup(pattern: RegExp, source: string): string[] {
  return Array.from(source.matchAll(pattern), ([, group = ""]) => group);
}

/** From each quote to the next of its kind, whether it opens or closes: an apostrophe in a comment shifts nothing. */
function collectAllTexts(text: ModuleText): ScannedText[] {
  const tails = text.source.includes("${") ? collectGroup(TEMPLATE_TAIL, text.source) : [];
  const texts = tails.map((value): ScannedText => ({ value, next: () => undefined }));
  for (const { index } of text.source.matchAll(QUOTE)) {
    const found = readText(text, index);
    if (found !== undefined) texts.push(found);
  }
  return texts;
}

function readText(text: ModuleText, start: number): ScannedText | undefined {
  const literal = text.shortTextAt(start, MAX_PATH_LENGTH);
  if (literal === undefined || literal.raw === "" || literal.raw.includes("\n")) return undefined;
  const { raw, end } = literal;
  return { value: unescapeText(raw), next: () => readTextAfterComma(text, end) };
}

function readTextAfterComma(text: ModuleText, start: number): ScannedText | undefined {
  const next = text.after(",", start);
  return next === undefined ? undefined : readText(text, text.gapEnd(next));
}

function unescapeText(literal: string): string {
  if (!literal.includes("\\")) return literal;
  return literal.replaceAll(
    /\\(?:u\{?([\da-f]{4,6})\}?|x([\da-f]{2})|([\s\S]))/gi,
    (_all, unicode?: string, latin?: string, other?: string) =>
      other ?? String.fromCodePoint(Number.parseInt(unicode ?? latin ?? "", 16)),
  );
}
