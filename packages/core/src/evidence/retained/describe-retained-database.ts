import { toLogText } from "../../errors/log-text.js";
import { describeDifference } from "../diff/describe-difference.js";
import type { RetainedRecord } from "./retained-record.js";
import type { OpenTransaction } from "../snapshots/open-transaction.js";
import { openCommandOf } from "./open-command.js";

/**
 * Writes where the database of a failed scenario is, and what the scenario changed in it: plain text, of the same width in a terminal and in a
 * report.
 *
 * @param path absolute; absent where it could not be retained
 * @param summary what its steps did, which takes the place of the difference
 */
export function describeRetainedDatabase(record: RetainedRecord, path: string | undefined, summary?: string): string {
  const { database, problems, difference, openTransaction, scenario } = record;
  const subject = database === "default" ? "database" : `database "${database}"`;
  const lines = [
    ...(path === undefined
      ? []
      : [`The ${subject} of this ${scenario.kind ?? "scenario"} is retained:`, `  ${openCommandOf(path)}`]),
    ...(summary === undefined ? describeTransaction(openTransaction) : []),
    ...problems,
    ...(summary === undefined ? describeOptional(difference, openTransaction !== undefined) : ["", summary]),
  ];
  return toLogText(lines.join("\n"));
}

/** Gives at most one sentence. */
export function describeTransaction(openTransaction: OpenTransaction | undefined): readonly string[] {
  return openTransaction === undefined ? [] : [TRANSACTIONS[openTransaction]];
}

const TRANSACTIONS: Readonly<Record<OpenTransaction, string>> = {
  open: "A transaction was open. What it wrote was never committed, and cannot be seen here.",
  possible: "It was locked, so a transaction may have been open. What that wrote was never committed, and cannot be seen here.",
};

function describeOptional(difference: RetainedRecord["difference"], hidesSomething: boolean): readonly string[] {
  return difference === undefined ? [] : ["", ...describeOutcome(difference, hidesSomething)];
}

function describeOutcome(difference: NonNullable<RetainedRecord["difference"]>, hidesSomething: boolean): readonly string[] {
  const subject = hidesSomething ? "What is committed" : "It";
  if (difference.isSame) return [`${subject} does not differ from the template.`];
  return [
    hidesSomething ? "What is committed differs from the template:" : "What differs from the template:",
    "",
    ...describeDifference(difference),
  ];
}
