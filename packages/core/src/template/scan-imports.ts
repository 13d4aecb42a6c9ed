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
  const loaders = ["require", ...collect(source, LOADER_NAME).map(escapeName), String.raw`createRequire\s*\([^()]*\)`];
  const required = new RegExp(String.raw`(?<![\w$])(?:${loaders.join("|")})(?:\.resolve)?${GAP}\(${GAP}${TEXT}`, "gu");
  const certain = [STATEMENT, IMPORT, required].flatMap((pattern) => collectTexts(source, pattern));
  const loose = collectTexts(source, FROM).filter((specifier) => !certain.includes(specifier));
  return {
    specifiers: [...new Set([...certain, ...loose])],
    doubtful: new Set(loose),
    locations: [...new Set(LOCATIONS.flatMap((pattern) => collectTexts(source, pattern)))],
    texts: collectAllTexts(source),
    computed: collect(source, COMPUTED).map((expression) => expression.trim()),
  };
}

/** White space and comments. */
const GAP = String.raw`(?:\s|/\*[\s\S]*?\*/|//[^\n]*\n)*`;
/** A text without substitutions; three groups hold it, by the kind of its quotes. */
const TEXT = String.raw`(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|${"`"}((?:[^${"`"}\\$]|\\[\s\S]|\$(?!\{))*)${"`"})`;
/** What stands for the module's own place. */
const HERE = String.raw`(?:__dirname|__filename|import\.meta\.(?:url|dirname|filename))`;

const STATEMENT = new RegExp(String.raw`(?<![\w$.])(?:import|export)\b[^"'${"`"};=]*?\bfrom${GAP}${TEXT}`, "gu");
const FROM = new RegExp(String.raw`(?<![\w$])from${GAP}${TEXT}`, "gu");
const IMPORT = new RegExp(String.raw`(?<![\w$.])import(?:\.meta\.resolve)?${GAP}(?:\(${GAP})?${TEXT}`, "gu");
const LOADER_NAME = /([\w$]+)\s*(?::[^=;\n]+)?=\s*(?:[\w$]+\.)*createRequire\s*\(/gu;
const COMPUTED = new RegExp(
  String.raw`(?<![\w$.])(?:import(?:\.meta\.resolve)?|require(?:\.resolve)?)${GAP}\(${GAP}(?!${TEXT})([^\s)][^)\n]{0,80})`,
  "gu",
);
const LOCATIONS = [
  new RegExp(String.raw`\bURL${GAP}\(${GAP}${TEXT}`, "gu"),
  new RegExp(String.raw`\bimport\.meta\.resolve${GAP}\(${GAP}${TEXT}`, "gu"),
  new RegExp(String.raw`${HERE}${GAP}\)*${GAP}[,+]${GAP}${TEXT}`, "gu"),
  /\$\{(?:__dirname|import\.meta\.dirname)\}([^`${}\n]+)`/gu,
];
/** The end of a template after its last substitution, as in `${here}/seed.sql`. */
const TEMPLATE_TAIL = /\}([^`${}\n]+)`/gu;
const QUOTE = /["'`]/gu;

/** Longer texts are prose, SQL or data, and no path. */
const MAX_PATH_LENGTH = 250;

function escapeName(name: string): string {
  return name.replaceAll("$", String.raw`\$`);
}

function collect(source: string, pattern: RegExp): string[] {
  return Array.from(
    source.matchAll(pattern),
    (match) => match.findLast((group, index) => index > 0 && group !== undefined) ?? "",
  );
}

function collectTexts(source: string, pattern: RegExp): string[] {
  return collect(source, pattern).map(unescapeText);
}

/** From each quote to the next of its kind, whether it opens or closes: an apostrophe in a comment shifts nothing. */
function collectAllTexts(source: string): ScannedText[] {
  const texts = collect(source, TEMPLATE_TAIL).map((value): ScannedText => ({ value, next: () => undefined }));
  for (const { index } of source.matchAll(QUOTE)) {
    const text = readText(source, index);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

function readText(source: string, start: number): ScannedText | undefined {
  const pattern = new RegExp(TEXT, "uy");
  pattern.lastIndex = start;
  const match = pattern.exec(source);
  const raw = match?.[1] ?? match?.[2] ?? match?.[3];
  if (raw === undefined || raw === "" || raw.length > MAX_PATH_LENGTH || raw.includes("\n")) return undefined;
  return { value: unescapeText(raw), next: () => readTextAfterComma(source, pattern.lastIndex) };
}

function readTextAfterComma(source: string, start: number): ScannedText | undefined {
  const comma = new RegExp(`${GAP},${GAP}`, "uy");
  comma.lastIndex = start;
  return comma.test(source) ? readText(source, comma.lastIndex) : undefined;
}

function unescapeText(literal: string): string {
  if (!literal.includes("\\")) return literal;
  return literal.replaceAll(
    /\\(?:u\{?([\da-f]{4,6})\}?|x([\da-f]{2})|([\s\S]))/giu,
    (_all, unicode?: string, latin?: string, other?: string) =>
      other ?? String.fromCodePoint(Number.parseInt(unicode ?? latin ?? "", 16)),
  );
}
