/**
 * Makes a string of several lines safe for terminals and for the logs of CI systems, whatever a database or a user put into it.
 *
 * Escapes control characters and changes of the writing direction, as `\u{1b}` (GitLab's `section_start` needs them); `##[error]`, `##vso[…]` and
 * `##teamcity[…]`, which Azure Pipelines, GitHub and TeamCity look for anywhere in a line; and GitHub's `::error::` at its beginning.
 */
export function toLogText(text: string): string {
  return text.replaceAll("\r\n", "\n").split("\n").map(escapeLine).join("\n");
}

/** The same for a string that has to stay on one line. */
export function toLogLine(text: string): string {
  return escapeLine(text.replaceAll("\n", String.raw`\n`));
}

/** The same for JSON, which keeps its meaning. */
export function toLogJson(json: string): string {
  return json.replaceAll(COMMAND, String.raw`#\u0023`);
}

/** Escapes the beginnings of commands that CI systems look for anywhere in a line. */
export function escapeCommands(text: string): string {
  return text.replaceAll(COMMAND, String.raw`#\u{23}`);
}

/** Writes a character as an escape: `\u{1b}`. */
export function escapeCharacter(character: string): string {
  return String.raw`\u{${character.codePointAt(0)?.toString(16) ?? ""}}`;
}

function escapeLine(line: string): string {
  return escapeCommands(line.replaceAll(UNSAFE, escapeCharacter)).replace(/^(\s*):(?=:)/, String.raw`$1\u{3a}`);
}

/** Leaves out the joiners of Persian and other scripts, which belong to the text. */
const UNSAFE = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

const COMMAND = /##(?=[\w.-]*\[)/g;
