/** Reads what stands literally in the text of a configuration, because `init` runs no configuration of a project. */

/** The text without its comments; strings stay as they are. */
export function withoutComments(text: string): string {
  return text.replaceAll(STRING_OR_COMMENT, (match) => (/^\/[/*]/.test(match) ? "" : match));
}

const STRING_OR_COMMENT = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[^]*?\*\//g;

/** A property whose value is not a literal. */
export const COMPUTED = Symbol("computed");

/** The value of the first property of this name: a string, {@link COMPUTED} if it is anything else, `undefined` if there is none. */
export function readString(text: string, name: string): string | typeof COMPUTED | undefined {
  const match = new RegExp(
    `(?<![\\w$.])(["']?)${name}\\1\\s*[:=]\\s*(?:(["'\`])((?:(?!\\2)[^\\\\$\\n])*)\\2\\s*(?=[,}\\n\\r;]|$))?`,
  ).exec(text);
  if (match === null) return undefined;
  return match[3] ?? COMPUTED;
}

/** The string literals of the lists of this name; none of a list that calls something, whose literals may be anything. */
export function readList(text: string, name: string): readonly string[] {
  const lists = text.matchAll(new RegExp(`(?<![\\w$.])(["']?)${name}\\1\\s*:\\s*\\[([^\\]]*)\\]`, "g"));
  return [...lists].flatMap(([, , items = ""]) =>
    items.includes("(") ? [] : [...items.matchAll(/(["'`])([^"'`$\n]+)\1/g)].map(([, , item = ""]) => item),
  );
}
