import { foreignKeyUseOf, type ForeignKeyUse } from "./foreign-key-use.js";
import { kindOfPragma, readsAsOn, type PragmaKind } from "./pragma-kind.js";
import { splitStatements, wordsOf, type SqlStatement } from "./split-statements.js";

/** A statement that matters to how a script is run, or a run of those that do not. */
export interface ScriptPart {
  readonly kind: "plain" | "begin" | "commit" | "rollback" | "vacuum" | "attach" | "detach" | PragmaKind;
  readonly start: number;
  readonly end: number;
  readonly foreignKeys: ForeignKeyUse;
  /** What `PRAGMA foreign_keys` sets; `undefined` where it only asks. */
  readonly setsOn?: boolean | undefined;
}

/**
 * Says what a script is made of, as far as transactions are concerned.
 *
 * @remarks As short as the statements that matter are few: a seed of a million rows is one part.
 */
export function outlineScript(sql: string): ScriptPart[] {
  const parts: ScriptPart[] = [];
  for (const statement of splitStatements(sql)) {
    const part = partOf(sql, statement);
    const last = parts.at(-1);
    if (part.kind === "plain" && last?.kind === "plain") parts[parts.length - 1] = joined(last, part);
    else parts.push(part);
  }
  return parts;
}

const NO_USE: ForeignKeyUse = { mayBreak: false, heeds: false };

function partOf(sql: string, statement: SqlStatement): ScriptPart {
  const { start, end } = statement;
  const kind = kindOf(sql, statement);
  if (kind === "plain") return { kind, start, end, foreignKeys: foreignKeyUseOf(sql, statement) };
  if (kind === "foreign-keys") return { kind, start, end, foreignKeys: NO_USE, setsOn: readsAsOn(sql, statement) };
  // Nobody knows what another pragma does, as `writable_schema` shows.
  return { kind, start, end, foreignKeys: { mayBreak: kind === "other-pragma", heeds: false } };
}

/** `SAVEPOINT`, `RELEASE` and `ROLLBACK TO` nest in a transaction, and are plain. */
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

function joined(left: ScriptPart, right: ScriptPart): ScriptPart {
  const foreignKeys = {
    mayBreak: left.foreignKeys.mayBreak || right.foreignKeys.mayBreak,
    heeds: left.foreignKeys.heeds || right.foreignKeys.heeds,
  };
  return { ...left, end: right.end, foreignKeys };
}
