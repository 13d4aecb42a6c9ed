/** Reads what stands literally in the text of a configuration, because `init` runs no configuration of a project. */

/** The text without its comments; strings stay as they are. */
export function withoutComments(text: string): string {
  return text.replaceAll(STRING_OR_COMMENT, (match) => (/^\/[/*]/.test(match) ? "" : match));
}

const STRING_OR_COMMENT = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[^]*?\*\//g;

/** A property whose value is not a literal. */
export const COMPUTED = Symbol("computed");

/**
 * The value of the first property of this name: a string, {@link COMPUTED} if it is anything else, `undefined` if there is none. A path that is joined
 * to the folder of the file counts as a string.
 */
export function readString(text: string, name: string): string | typeof COMPUTED | undefined {
  const start = new RegExp(`(?<![\\w$.])(["']?)${name}\\1\\s*[:=]\\s*`).exec(text);
  if (start === null) return undefined;
  const value = text.slice(start.index + start[0].length);
  const [, , literal] = /^(["'`])((?:(?!\1)[^\\$\n])*)\1\s*(?=[,}\n\r;]|$)/.exec(value) ?? [];
  return literal ?? readJoinedPath(value) ?? COMPUTED;
}

/** `path.join(__dirname, "prisma", "migrations")` */
function readJoinedPath(value: string): string | undefined {
  const call =
    /^(?:path\.)?(?:join|resolve)\(\s*(?:__dirname|import\.meta\.dirname|process\.cwd\(\))((?:\s*,\s*(["'])[^"'\n]*\2)+)\s*,?\s*\)/.exec(
      value,
    );
  const segments = call?.[1]?.match(/(?<=["'])[^"'\n,][^"'\n]*(?=["'])/g);
  return segments?.join("/");
}

/** The string literals of the lists of this name; none of a list that calls something, whose literals may be anything. */
export function readList(text: string, name: string): readonly string[] {
  const lists = text.matchAll(new RegExp(`(?<![\\w$.])(["']?)${name}\\1\\s*:\\s*\\[([^\\]]*)\\]`, "g"));
  return [...lists].flatMap(([, , items = ""]) =>
    items.includes("(") ? [] : [...items.matchAll(/(["'`])([^"'`$\n]+)\1/g)].map(([, , item = ""]) => item),
  );
}
