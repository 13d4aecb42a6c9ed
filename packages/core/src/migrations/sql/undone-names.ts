import { splitStatements, wordsOf, type TextRange } from "./split-statements.js";
import { SqlScanner } from "./sql-scanner.js";

/** The object that a statement creates or removes. */
interface Effect {
  readonly makes: boolean;
  readonly takes: boolean;
  /** In lower case, without quotes and without its schema. */
  readonly name: string;
}

/** The objects that the statements of a script create and remove. Reads the statements on demand, each once. */
export class UndoneNames {
  readonly #sql: string;
  readonly #made = new Set<string>();
  readonly #taken = new Set<string>();
  /** End of what was read. */
  #end = 0;

  constructor(sql: string) {
    this.#sql = sql;
  }

  /**
   * Whether a statement removes what one above it creates, or creates what one above it removes.
   *
   * @param statement not above that of an earlier call
   */
  isUndoneBy(statement: TextRange): boolean {
    const found = effectOf(this.#sql, statement);
    if (found === undefined) return false;
    for (const above of splitStatements(this.#sql, { start: this.#end, end: statement.start })) {
      const { makes = false, takes = false, name = "" } = effectOf(this.#sql, above) ?? {};
      if (makes) this.#made.add(name);
      if (takes) this.#taken.add(name);
    }
    this.#end = Math.max(this.#end, statement.start);
    return (found.takes && this.#made.has(found.name)) || (found.makes && this.#taken.has(found.name));
  }
}

/** A statement may have some megabytes. */
const READ_LENGTH = 1000;

function effectOf(sql: string, { start, end }: TextRange): Effect | undefined {
  const head = { start, end: Math.min(end, start + READ_LENGTH) };
  const [verb = "", second = ""] = wordsOf(sql, head);
  switch (verb) {
    case "CREATE":
      return effect(nameAfter(sql, head, /^(?:TABLE|VIEW|INDEX|TRIGGER)$/), { makes: true });
    case "INSERT":
    case "REPLACE":
      return effect(nameAfter(sql, head, /^INTO$/), { makes: true });
    case "DROP":
      return effect(nameAfter(sql, head, /^(?:TABLE|VIEW|INDEX|TRIGGER)$/), { takes: true });
    case "DELETE":
      return effect(nameAfter(sql, head, /^FROM$/), { takes: true });
    case "ALTER": {
      const words = new Set(wordsOf(sql, head));
      const [makes, takes] = [!words.has("DROP"), !words.has("ADD")];
      return second === "TABLE" ? effect(nameAfter(sql, head, /^TABLE$/), { makes, takes }) : undefined;
    }
    default:
      return undefined;
  }
}

function effect(name: string | undefined, { makes = false, takes = false }): Effect | undefined {
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
