import type { SqlStatement } from "./split-statements.js";

/**
 * Whether a script could leave rows that point nowhere. Most do not: they only make tables, indexes, views, triggers and columns, and the
 * check, which looks at every table, can be left out.
 */
export function mayBreakForeignKeys(statements: readonly SqlStatement[]): boolean {
  return !statements.every(({ tokens }) => isHarmless(tokens.map(({ text }) => text)));
}

function isHarmless(words: readonly string[]): boolean {
  if (words[0] === "CREATE") return isHarmlessCreation(words);
  if (words[0] === "PRAGMA") return words.includes("FOREIGN_KEYS") || words.includes("USER_VERSION");
  // A new column may point somewhere by its default. Renaming changes what is pointed at.
  return (
    words[0] === "ALTER" && words.includes("ADD") && !["REFERENCES", "RENAME", "DROP"].some((word) => words.includes(word))
  );
}

/** `CREATE TABLE … AS` makes rows, and `CREATE VIRTUAL TABLE` does what its module likes. */
function isHarmlessCreation(words: readonly string[]): boolean {
  const kind = words.slice(1).find((word) => !["TEMP", "TEMPORARY", "UNIQUE"].includes(word)) ?? "";
  return kind === "TABLE"
    ? !words.includes("SELECT") && !words.includes("VALUES")
    : ["INDEX", "VIEW", "TRIGGER"].includes(kind);
}
