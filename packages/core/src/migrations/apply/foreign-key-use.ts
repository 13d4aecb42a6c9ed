import { wordsOf, type SqlStatement } from "../sql/split-statements.js";

/** What a statement has to do with foreign keys. */
export interface ForeignKeyUse {
  /** Whether it could leave rows that point nowhere where foreign keys are off. The check looks at every table: it is left out where it can be. */
  readonly mayBreak: boolean;
  /** Whether it may do something else where foreign keys are on: cascade, set to null, or fail. */
  readonly heeds: boolean;
}

const NEITHER: ForeignKeyUse = { mayBreak: false, heeds: false };
const BOTH: ForeignKeyUse = { mayBreak: true, heeds: true };
const READING = new Set(["SELECT", "VALUES", "EXPLAIN", "ANALYZE", "REINDEX", "SAVEPOINT", "RELEASE", "ROLLBACK"]);

export function foreignKeyUseOf(sql: string, statement: SqlStatement): ForeignKeyUse {
  const { word } = statement;
  if (READING.has(word)) return NEITHER;
  if (word === "CREATE") return { mayBreak: !isHarmlessCreation(sql, statement), heeds: false };
  if (word === "ALTER") return useOfAlteration([...wordsOf(sql, statement)]);
  if (word === "DROP") return useOfDrop(sql, statement);
  return BOTH;
}

/**
 * `CREATE TABLE … AS` makes rows, and `CREATE VIRTUAL TABLE` does what its module likes. A unique index gives the foreign keys to its columns
 * their meaning: SQLite cannot check them before.
 */
function isHarmlessCreation(sql: string, statement: SqlStatement): boolean {
  let kind: string | undefined;
  for (const word of wordsOf(sql, statement)) {
    if (kind === undefined && !["CREATE", "TEMP", "TEMPORARY"].includes(word)) kind = word;
    if (kind !== undefined && kind !== "TABLE") break;
    if (word === "SELECT" || word === "VALUES") return false;
  }
  return ["TABLE", "INDEX", "VIEW", "TRIGGER"].includes(kind ?? "");
}

/** A new column may point somewhere by its default. Renaming changes what is pointed at. */
function useOfAlteration(words: readonly string[]): ForeignKeyUse {
  const pointsSomewhere = words.includes("REFERENCES");
  const isNewColumn = words.includes("ADD") && !words.includes("RENAME") && !words.includes("DROP");
  const isNewName = words[words.indexOf("RENAME") + 1] === "TO";
  return { mayBreak: pointsSomewhere || !isNewColumn, heeds: pointsSomewhere || isNewName };
}

/** Dropping a table deletes its rows first, where foreign keys are on. */
function useOfDrop(sql: string, statement: SqlStatement): ForeignKeyUse {
  const [, kind] = wordsOf(sql, statement);
  return kind === "TABLE" ? BOTH : NEITHER;
}
