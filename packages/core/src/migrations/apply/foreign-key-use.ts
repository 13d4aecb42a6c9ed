import { wordsOf, type SqlStatement } from "../sql/split-statements.js";

/** How a statement depends on foreign keys. */
export interface ForeignKeyUse {
  /** Whether it could leave rows that point nowhere while foreign keys are off. Otherwise the check, which reads every table, is left out. */
  readonly mayBreak: boolean;
  /** Whether it may act differently while foreign keys are on: cascade, set to null, or fail. */
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
 * `CREATE TABLE … AS` makes rows, and the module of a `CREATE VIRTUAL TABLE` may do anything. SQLite can check foreign keys only once their parent
 * columns have a unique index.
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

/** A new column may refer to rows by its default. Renaming a table changes references to it. */
function useOfAlteration(words: readonly string[]): ForeignKeyUse {
  const pointsSomewhere = words.includes("REFERENCES");
  const isNewColumn = words.includes("ADD") && !words.includes("RENAME") && !words.includes("DROP");
  const isNewName = words[words.indexOf("RENAME") + 1] === "TO";
  return { mayBreak: pointsSomewhere || !isNewColumn, heeds: pointsSomewhere || isNewName };
}

/** While foreign keys are on, dropping a table first deletes its rows. */
function useOfDrop(sql: string, statement: SqlStatement): ForeignKeyUse {
  const [, kind] = wordsOf(sql, statement);
  return kind === "TABLE" ? BOTH : NEITHER;
}
