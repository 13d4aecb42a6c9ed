import type { ScriptPart } from "../sql/outline-script.js";

/** How to run a migration's SQL, if possible in one transaction with its ledger row. */
export type TransactionPlan =
  | {
      readonly kind: "one-transaction";
      /** Statements at the top that SQLite refuses or ignores inside a transaction. */
      readonly before: readonly ScriptPart[];
      /** Runs between the runner's BEGIN and COMMIT, which replace the migration's. */
      readonly body: readonly ScriptPart[];
      /** Like `before`, from further down. */
      readonly after: readonly ScriptPart[];
      /** Whether the body runs with foreign keys on: they cannot be switched inside a transaction. */
      readonly enforcesForeignKeys: boolean;
    }
  | {
      /** Several transactions, or statements that cannot run in one: each as it is. */
      readonly kind: "its-own";
      readonly parts: readonly ScriptPart[];
      /** Whether it ends a transaction that it did not begin: other migrators run a script in one. */
      readonly beginsInTransaction: boolean;
    };

export interface PlanOptions {
  /** `"none"` if its tool runs it outside a transaction: then nothing is moved. */
  readonly mode?: "none" | undefined;
  /** Whether foreign keys are on when the script begins. @defaultValue false */
  readonly hasForeignKeys?: boolean;
}

/**
 * Finds out whether a migration controls transactions itself.
 *
 * @remarks A migration that is a single transaction between pragmas (`PRAGMA foreign_keys=OFF; BEGIN; …; COMMIT; PRAGMA foreign_keys=ON`)
 * gets the runner's BEGIN and COMMIT instead of its own, so that its changes and its ledger row are committed together. So does one that leaves
 * its migrator's transaction for that (`COMMIT; PRAGMA …; BEGIN; …; COMMIT; PRAGMA …; BEGIN`).
 */
export function planTransaction(
  parts: readonly ScriptPart[],
  { mode, hasForeignKeys = false }: PlanOptions = {},
): TransactionPlan {
  if (mode === "none") return { kind: "its-own", parts, beginsInTransaction: false };
  const begin = parts.findIndex(isTransactionControl);
  if (begin < 0) return planWithoutControl(parts, hasForeignKeys) ?? { kind: "its-own", parts, beginsInTransaction: false };
  const beginsInTransaction = parts[begin]?.kind === "commit";
  const own = beginsInTransaction ? withoutMigratorsTransaction(parts, begin) : parts;
  return planOwnTransaction(own, hasForeignKeys) ?? { kind: "its-own", parts, beginsInTransaction };
}

/** Without the COMMIT that ends the migrator's transaction and the BEGIN that replaces it, if nothing happens in either. */
function withoutMigratorsTransaction(parts: readonly ScriptPart[], commit: number): readonly ScriptPart[] {
  if (!parts.slice(0, commit).every(isPragma)) return parts;
  const rest = parts.toSpliced(commit, 1);
  const last = rest.findLastIndex(isTransactionControl);
  return rest[last]?.kind === "begin" && rest.slice(last + 1).every(isPragma) ? rest.toSpliced(last, 1) : rest;
}

function planOwnTransaction(parts: readonly ScriptPart[], hasForeignKeys: boolean): TransactionPlan | undefined {
  const begin = parts.findIndex(isTransactionControl);
  if (begin < 0) return planWithoutControl(parts, hasForeignKeys);
  const commit = parts.findLastIndex(isTransactionControl);
  const [before, body, after] = [parts.slice(0, begin), parts.slice(begin + 1, commit), parts.slice(commit + 1)];
  const isOneTransaction =
    parts[begin]?.kind === "begin" &&
    parts[commit]?.kind === "commit" &&
    before.every((part) => isPragma(part) || part.kind === "attach") &&
    after.every((part) => isPragma(part) || part.kind === "detach") &&
    !body.some((part) => isTransactionControl(part) || part.kind === "vacuum" || part.kind === "outside-pragma");
  if (!isOneTransaction) return undefined;
  return {
    kind: "one-transaction",
    before: before.filter(staysOutside),
    // What is stored is stored together with the ledger row.
    body: [...before.filter(isStored), ...body, ...after.filter(isStored)],
    after: after.filter(staysOutside),
    enforcesForeignKeys: before.findLast(({ setsOn }) => setsOn !== undefined)?.setsOn ?? hasForeignKeys,
  };
}

/** Moves a pragma that SQLite refuses in a transaction out of it, so that the rest runs in one. */
function planWithoutControl(parts: readonly ScriptPart[], hasForeignKeys: boolean): TransactionPlan | undefined {
  const enforced = enforcementOf(parts, hasForeignKeys);
  const lastAttach = parts.findLastIndex(({ kind }) => kind === "attach");
  const firstDetach = parts.findIndex(({ kind }) => kind === "detach");
  const isAttachedAgain = firstDetach >= 0 && firstDetach < lastAttach;
  if (enforced === "both" || isAttachedAgain || parts.some(({ kind }) => kind === "vacuum")) return undefined;
  const first = parts.findIndex(({ kind }) => !TOP_KINDS.has(kind));
  const top = first < 0 ? parts.length : first;
  const rest = parts.slice(top);
  return {
    kind: "one-transaction",
    before: parts.slice(0, top).filter(staysOutside),
    body: rest.filter((part) => part.kind !== "foreign-keys" && !isForAfterwards(part)),
    after: rest.filter(isForAfterwards),
    enforcesForeignKeys: enforced === "on",
  };
}

const TOP_KINDS = new Set<ScriptPart["kind"]>(["outside-pragma", "foreign-keys", "format-pragma", "attach"]);

/** Whether the statements that heed foreign keys run with them on. */
function enforcementOf(parts: readonly ScriptPart[], hasForeignKeys: boolean): "on" | "off" | "both" {
  const found = new Set<boolean>();
  let isOn = hasForeignKeys;
  for (const { setsOn, foreignKeys } of parts) {
    isOn = setsOn ?? isOn;
    if (foreignKeys.heeds) found.add(isOn);
  }
  if (found.size > 1) return "both";
  return found.has(true) ? "on" : "off";
}

function isTransactionControl({ kind }: ScriptPart): boolean {
  return kind === "begin" || kind === "commit" || kind === "rollback";
}

function isPragma({ kind }: ScriptPart): boolean {
  return kind === "foreign-keys" || kind.endsWith("-pragma");
}

function isStored({ kind }: ScriptPart): boolean {
  return kind === "stored-pragma";
}

/** The runner switches foreign keys. */
function staysOutside({ kind }: ScriptPart): boolean {
  return kind !== "foreign-keys" && kind !== "stored-pragma";
}

function isForAfterwards({ kind }: ScriptPart): boolean {
  return kind === "outside-pragma" || kind === "detach";
}
