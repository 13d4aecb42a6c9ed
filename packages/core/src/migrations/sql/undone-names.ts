import { splitStatements, wordsOf, type TextRange } from "./split-statements.js";
import { SqlScanner } from "./sql-scanner.js";

/** The object that a statement creates or removes. */
interface Deed {
  readonly makes: boolean;
  readonly takes: boolean;
  /** In lower case, without quotes and without its schema. */
  readonly name: string;
}

/** Knows what the statements of a script create and remove. Reads them on demand, each of them once. */
export class UndoneNames {
  readonly #sql: string;
  readonly #made = new Set<string>();
  readonly #taken = new Set<string>();
  /** Of what was read. */
  #end = 0;

  constructor(sql: string) {
    this.#sql = sql;
  }

  /**
   * Whether a statement removes what one above it creates, or creates what one above it removes.
   *
   * @param statement not above one that it was called with before
   */
  isUndoneBy(statement: TextRange): boolean {
    const found = deedOf(this.#sql, statement);
    if (found === undefined) return false;
    for (const above of splitStatements(this.#sql, { start: this.#end, end: statement.start })) {
      const { makes = false, takes = false, name = "" } = deedOf(this.#sql, above) ?? {};
      if (makes) this.#made.add(name);
      if (takes) this.#taken.add(name);
    }
    this.#end = Math.max(this.#end, statement.start);
    return (found.takes && this.#made.has(found.name)) || (found.makes && this.#taken.has(found.name));
  }
}

/** Further words are not read: a statement may be one of some megabytes. */
const READ_LENGTH = 1000;

function deedOf(sql: string, { start, end }: TextRange): Deed | undefined {
  const head = { start, end: Math.min(end, start + READ_LENGTH) };
  const [verb = "", second = ""] = wordsOf(sql, head);
  switch (verb) {
    case "CREATE":
      return deed(nameAfter(sql, head, /^(?:TABLE|VIEW|INDEX|TRIGGER)$/), { makes: true });
    case "INSERT":
    case "REPLACE":
      return deed(nameAfter(sql, head, /^INTO$/), { makes: true });
    case "DROP":
      return deed(nameAfter(sql, head, /^(?:TABLE|VIEW|INDEX|TRIGGER)$/), { takes: true });
    case "DELETE":
      return deed(nameAfter(sql, head, /^FROM$/), { takes: true });
    case "ALTER": {
      const words = new Set(wordsOf(sql, head));
      const [makes, takes] = [!words.has("DROP"), !words.has("ADD")];
      return second === "TABLE" ? deed(nameAfter(sql, head, /^TABLE$/), { makes, takes }) : undefined;
    }
    default:
      return undefined;
  }
}

function deed(name: string | undefined, { makes = false, takes = false }): Deed | undefined {
  return name === undefined ? undefined : { makes, takes, name };
}

function nameAfter(sql: string, { start, end }: TextRange, keyword: RegExp): string | undefined {
  const scanner = new SqlScanner(sql.slice(start, end));
  while (scanner.next()) if (keyword.test(scanner.text)) break;
  let isNext = scanner.next();
  while (isNext && /^(?:IF|NOT|EXISTS)$/.test(scanner.text)) isNext = scanner.next();
  if (!isNext) return undefined;
  let name = scanner.written;
  scanner.next();
  if (scanner.text === "." && scanner.next()) name = scanner.written;
  return name.replaceAll(/["'`[\]]/g, "").toLowerCase();
}
