import { foreignKeyUseOf, type ForeignKeyUse } from "../apply/foreign-key-use.js";
import { kindOfPragma, readsAsOn, type PragmaKind } from "../apply/pragma-kind.js";
import { splitStatements, wordsOf, type SqlStatement, type TextRange } from "./split-statements.js";

/** A statement that decides how a script is run, or a series of other statements. */
export interface ScriptPart extends TextRange {
  readonly kind: "plain" | "begin" | "commit" | "rollback" | "vacuum" | "attach" | "detach" | PragmaKind;
  readonly foreignKeys: ForeignKeyUse;
  /** What `PRAGMA foreign_keys` sets; `undefined` if it only asks. */
  readonly setsOn?: boolean | undefined;
}

/** A longer series of plain statements is cut into pieces, which are executed as a whole. */
export const PIECE_LENGTH = 65_536;

/**
 * Divides a script into the statements that matter for its transactions, and pieces of those in between: a seed of a million rows has about a
 * thousand parts.
 */
export function outlineScript(sql: string): ScriptPart[] {
  const parts: ScriptPart[] = [];
  let plain: PlainPart | undefined;
  for (const statement of splitStatements(sql)) {
    const kind = kindOf(sql, statement);
    if (kind === "plain") {
      if (plain === undefined || plain.end - plain.start >= PIECE_LENGTH)
        parts.push((plain = { ...partOf(sql, statement, kind), kind }));
      else extend(plain, statement.end, foreignKeyUseOf(sql, statement));
    } else {
      parts.push(partOf(sql, statement, kind));
      plain = undefined;
    }
  }
  return parts;
}

const NO_USE: ForeignKeyUse = { mayBreak: false, heeds: false };

type PlainPart = { -readonly [Field in keyof ScriptPart]: ScriptPart[Field] };

function extend(part: PlainPart, end: number, { mayBreak, heeds }: ForeignKeyUse): void {
  part.end = end;
  const { foreignKeys } = part;
  if ((mayBreak && !foreignKeys.mayBreak) || (heeds && !foreignKeys.heeds)) {
    part.foreignKeys = { mayBreak: mayBreak || foreignKeys.mayBreak, heeds: heeds || foreignKeys.heeds };
  }
}

function partOf(sql: string, statement: SqlStatement, kind: ScriptPart["kind"]): ScriptPart {
  const { start, end } = statement;
  if (kind === "plain") return { kind, start, end, foreignKeys: foreignKeyUseOf(sql, statement) };
  if (kind === "foreign-keys") return { kind, start, end, foreignKeys: NO_USE, setsOn: readsAsOn(sql, statement) };
  // Other pragmas may do anything, for example `writable_schema`.
  return { kind, start, end, foreignKeys: { mayBreak: kind === "other-pragma", heeds: false } };
}

/** `SAVEPOINT`, `RELEASE` and `ROLLBACK TO` nest in a transaction, so they are plain. */
function kindOf(sql: string, statement: SqlStatement): ScriptPart["kind"] {
  switch (statement.word) {
    case "BEGIN":
      return "begin";
    case "COMMIT":
    case "END":
      return "commit";
    case "ROLLBACK":
      return [...wordsOf(sql, statement)].includes("TO") ? "plain" : "rollback";
    case "VACUUM":
      return "vacuum";
    case "ATTACH":
      return "attach";
    case "DETACH":
      return "detach";
    case "PRAGMA":
      return kindOfPragma(sql, statement);
    default:
      return "plain";
  }
}
