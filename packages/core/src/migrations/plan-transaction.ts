import { mayBreakForeignKeys } from "./may-break-foreign-keys.js";
import { splitStatements, type SqlStatement } from "./split-statements.js";

/** How a migration's SQL is to be run, so that as much of it as can be is one transaction with its ledger row. */
export type TransactionPlan =
  | {
      readonly kind: "one-transaction";
      /** Pragmas that the migration has before its own BEGIN, or at its top, and that do nothing in a transaction; else empty. */
      readonly before: string;
      /** What runs between BEGIN and COMMIT: the runner's own, in place of the migration's. */
      readonly body: string;
      /** The same after its own COMMIT, or at its end; else empty. */
      readonly after: string;
      /** Whether the body could leave rows that point nowhere. */
      readonly mayBreakForeignKeys: boolean;
    }
  | {
      /** Several transactions, or statements that refuse to run in one: each as it stands. */
      readonly kind: "its-own";
      readonly statements: readonly SqlStatement[];
    };

/**
 * Finds out from the SQL whether a migration controls transactions itself.
 *
 * @remarks A migration that is a single transaction between pragmas (`PRAGMA foreign_keys=OFF; BEGIN; …; COMMIT; PRAGMA foreign_keys=ON`)
 * gets the runner's BEGIN and COMMIT for its own, so that change and ledger row are there both or not at all.
 */
export function planTransaction(sql: string): TransactionPlan {
  const statements = splitStatements(sql);
  if (statements.some(isTransactionControl)) return planOwnTransaction(statements);
  if (statements.some(refusesTransaction) || hasEnforcedForeignKeys(statements)) return planBetweenPragmas(statements);
  return { kind: "one-transaction", before: "", body: sql, after: "", mayBreakForeignKeys: mayBreakForeignKeys(statements) };
}

function planOwnTransaction(statements: readonly SqlStatement[]): TransactionPlan {
  const begin = statements.findIndex(isTransactionControl);
  const commit = statements.findLastIndex(isTransactionControl);
  const [before, body, after] = [statements.slice(0, begin), statements.slice(begin + 1, commit), statements.slice(commit + 1)];
  const isOneTransaction =
    firstWord(statements[begin]) === "BEGIN" &&
    ["COMMIT", "END"].includes(firstWord(statements[commit])) &&
    [...before, ...after].every(isPragma) &&
    !body.some((statement) => isTransactionControl(statement) || refusesTransaction(statement));
  return isOneTransaction ? planAround(before, body, after) : { kind: "its-own", statements };
}

/** `PRAGMA foreign_keys = ON;` at the top of a file must not cost the rest of it its transaction. */
function planBetweenPragmas(statements: readonly SqlStatement[]): TransactionPlan {
  const first = statements.findIndex((statement) => !isOutsidePragma(statement));
  const last = statements.findLastIndex((statement) => !isOutsidePragma(statement));
  const body = statements.slice(first, last + 1);
  if (first < 0 || body.some((statement) => refusesTransaction(statement) || isOutsidePragma(statement))) {
    return { kind: "its-own", statements };
  }
  return planAround(statements.slice(0, first), body, statements.slice(last + 1));
}

function planAround(
  before: readonly SqlStatement[],
  body: readonly SqlStatement[],
  after: readonly SqlStatement[],
): TransactionPlan {
  return {
    kind: "one-transaction",
    before: textOf(before),
    body: textOf(body),
    after: textOf(after),
    mayBreakForeignKeys: mayBreakForeignKeys(body),
  };
}

/** `SAVEPOINT`, `RELEASE` and `ROLLBACK TO` nest in a transaction, and are fine. */
function isTransactionControl(statement: SqlStatement): boolean {
  const word = firstWord(statement);
  if (word === "ROLLBACK") return !statement.tokens.some(({ text }) => text === "TO");
  return word === "BEGIN" || word === "COMMIT" || word === "END";
}

/** What fails or does nothing inside a transaction. `foreign_keys` has a rule of its own. */
const OUTSIDE_PRAGMAS = new Set(["JOURNAL_MODE", "SYNCHRONOUS", "WAL_CHECKPOINT", "TEMP_STORE"]);

function refusesTransaction(statement: SqlStatement): boolean {
  const word = firstWord(statement);
  return word === "VACUUM" || word === "DETACH" || (word === "PRAGMA" && OUTSIDE_PRAGMAS.has(pragmaOf(statement)));
}

function isOutsidePragma(statement: SqlStatement): boolean {
  return isPragma(statement) && (OUTSIDE_PRAGMAS.has(pragmaOf(statement)) || pragmaOf(statement) === "FOREIGN_KEYS");
}

/** Foreign keys are off while migrating: setting them is only meant when something else than pragmas follows `ON`. */
function hasEnforcedForeignKeys(statements: readonly SqlStatement[]): boolean {
  let isOn = false;
  for (const statement of statements) {
    if (isPragma(statement)) {
      if (pragmaOf(statement) === "FOREIGN_KEYS") isOn = setsOn(statement) ?? isOn;
    } else if (isOn) return true;
  }
  return false;
}

function setsOn({ tokens }: SqlStatement): boolean | undefined {
  const sign = tokens.findIndex(({ text }) => text === "=" || text === "(");
  return sign < 0 ? undefined : !["OFF", "FALSE", "NO", "0"].includes(tokens[sign + 1]?.text ?? "");
}

function isPragma(statement: SqlStatement): boolean {
  return firstWord(statement) === "PRAGMA";
}

/** The name of the pragma, without the schema before it. */
function pragmaOf({ tokens }: SqlStatement): string {
  return (tokens[2]?.text === "." ? tokens[3] : tokens[1])?.text ?? "";
}

function firstWord(statement: SqlStatement | undefined): string {
  return statement?.tokens[0]?.text ?? "";
}

function textOf(statements: readonly SqlStatement[]): string {
  return statements.map(({ text }) => text).join("");
}
