/**
 * Makes a text of several lines safe for a log that others read, whatever a database or a user put into it: CI systems take some texts for commands,
 * and terminals some characters.
 *
 * Escaped are control characters and what turns the direction of writing, as `\u{1b}`; `##[error]`, `##vso[…]` and `##teamcity[…]`, which Azure
 * Pipelines, GitHub and TeamCity look for anywhere in a line; and `::error::` at its beginning, for GitHub. GitLab's `section_start` takes control
 * characters to be one.
 */
export function toLogText(text: string): string {
  return text.replaceAll("\r\n", "\n").split("\n").map(escapeLine).join("\n");
}

/** The same for what has to stay on one line. */
export function toLogLine(text: string): string {
  return escapeLine(text.replaceAll("\n", String.raw`\n`));
}

/** The same for a JSON text, which stays the same JSON. */
export function toLogJson(json: string): string {
  return json.replaceAll(COMMAND, String.raw`#\u0023`);
}

/** Escapes what CI systems take for the beginning of a command, anywhere in a line. */
export function escapeCommands(text: string): string {
  return text.replaceAll(COMMAND, String.raw`#\u{23}`);
}

/** Writes a character as an escape, as in `\u{1b}`. */
export function escapeCharacter(character: string): string {
  return String.raw`\u{${character.codePointAt(0)?.toString(16) ?? ""}}`;
}

function escapeLine(line: string): string {
  return escapeCommands(line.replaceAll(UNSAFE, escapeCharacter)).replace(/^(\s*):(?=:)/, String.raw`$1\u{3a}`);
}

/** Without the joiners of Persian and other scripts, which are part of a text. */
const UNSAFE = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

const COMMAND = /##(?=[\w.-]*\[)/g;
