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
 */
export function scanImports(source: string): ScannedImports {
  // Most of what the first call of a process takes is compiling patterns: only those are run that can match.
  const collectWhere = (word: string, pattern: RegExp) => (source.includes(word) ? collectTexts(source, pattern) : []);
  const certain = [...collectWhere("from", STATEMENT), ...collectWhere("import", IMPORT), ...collectWhere("require", REQUIRE)];
  const loose = [...collectWhere("from", FROM), ...collectWhere("createRequire", CALL)].filter(
    (specifier) => !certain.includes(specifier),
  );
  return {
    specifiers: [...new Set([...certain, ...loose])],
    doubtful: new Set(loose),
    locations: /URL|__|import\.meta/.test(source) ? LOCATIONS.flatMap((pattern) => collectTexts(source, pattern)) : [],
    texts: collectAllTexts(source),
    computed: (/import|require/.test(source) ? collect(source, COMPUTED) : []).map((expression) => expression.trim()),
  };
}

/** White space and comments. Each pattern can match a text in one way only: a second way doubles the time with each comment. */
const GAP = String.raw`(?:\s|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|//[^\n]*\n)*`;
/** A text without substitutions; three groups hold it, by the kind of its quotes. */
const TEXT = String.raw`(?:"([^"\\\n]*(?:\\.[^"\\\n]*)*)"|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'|${"`"}([^${"`"}\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^${"`"}\\$]*)*)${"`"})`;
/** What stands for the module's own place. */
const HERE = String.raw`(?:__dirname|__filename|import\.meta\.(?:url|dirname|filename))`;

const STATEMENT = new RegExp(String.raw`(?<![\w$.])(?:import|export)\b[^"'${"`"};=]*?\bfrom${GAP}${TEXT}`, "g");
const FROM = new RegExp(String.raw`(?<![\w$])from${GAP}${TEXT}`, "g");
const IMPORT = new RegExp(String.raw`(?<![\w$.])import(?:\.meta\.resolve)?${GAP}(?:\(${GAP})?${TEXT}`, "g");
const REQUIRE = new RegExp(String.raw`(?<![\w$]|(?<!\bmodule)\.)require(?:\.resolve)?${GAP}\(${GAP}${TEXT}`, "g");
/** What `createRequire` gives may have any name, or none. */
const CALL = new RegExp(String.raw`[\w$)\]]${GAP}\(${GAP}${TEXT}`, "g");
const COMPUTED = new RegExp(
  String.raw`(?<![\w$.])(?:import(?:\.meta\.resolve)?|require(?:\.resolve)?)${GAP}\((?!${GAP}${TEXT}${GAP}[,)])\s*([^\s)][^)\n]{0,80})`,
  "g",
);
const LOCATIONS = [
  new RegExp(String.raw`\bURL${GAP}\(${GAP}${TEXT}`, "g"),
  new RegExp(String.raw`${HERE}(?:${GAP}\))*${GAP}[,+]${GAP}${TEXT}`, "g"),
  /\$\{(?:__dirname|import\.meta\.dirname)\}([^`${}\n]+)`/g,
];
/** The end of a template after its last substitution, as in `${here}/seed.sql`. */
const TEMPLATE_TAIL = /\}([^`${}\n]+)`/g;
const TEXT_HERE = new RegExp(TEXT, "y");
const COMMA_HERE = new RegExp(`${GAP},${GAP}`, "y");
const QUOTE = /["'`]/g;

/** Longer texts are prose, SQL or data, and no path. */
const MAX_PATH_LENGTH = 250;

function collectTexts(source: string, pattern: RegExp): string[] {
  return collect(source, pattern).map(unescapeText);
}

/** The last group of each match that holds something. */
function collect(source: string, pattern: RegExp): string[] {
  const found: string[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    found.push(match.findLast((group, index) => index > 0 && group !== undefined) ?? "");
  }
  return found;
}

/** From each quote to the next of its kind, whether it opens or closes: an apostrophe in a comment shifts nothing. */
function collectAllTexts(source: string): ScannedText[] {
  const texts = (source.includes("${") ? collect(source, TEMPLATE_TAIL) : []).map((value): ScannedText => ({
    value,
    next: () => undefined,
  }));
  QUOTE.lastIndex = 0;
  while (QUOTE.test(source)) {
    const text = readText(source, QUOTE.lastIndex - 1);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

function readText(source: string, start: number): ScannedText | undefined {
  TEXT_HERE.lastIndex = start;
  const match = TEXT_HERE.exec(source);
  const raw = match?.[1] ?? match?.[2] ?? match?.[3];
  if (raw === undefined || raw === "" || raw.length > MAX_PATH_LENGTH || raw.includes("\n")) return undefined;
  const end = TEXT_HERE.lastIndex;
  return { value: unescapeText(raw), next: () => readTextAfterComma(source, end) };
}

function readTextAfterComma(source: string, start: number): ScannedText | undefined {
  COMMA_HERE.lastIndex = start;
  return COMMA_HERE.test(source) ? readText(source, COMMA_HERE.lastIndex) : undefined;
}

function unescapeText(literal: string): string {
  if (!literal.includes("\\")) return literal;
  return literal.replaceAll(
    /\\(?:u\{?([\da-f]{4,6})\}?|x([\da-f]{2})|([\s\S]))/gi,
    (_all, unicode?: string, latin?: string, other?: string) =>
      other ?? String.fromCodePoint(Number.parseInt(unicode ?? latin ?? "", 16)),
  );
}
