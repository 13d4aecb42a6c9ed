import { toLogText } from "../log-text.js";
import { describeDifference } from "./describe-difference.js";
import type { KeptRecord } from "./kept-record.js";
import { openCommandOf } from "./open-command.js";

/**
 * Writes where the database of a failed scenario is, and what the scenario changed in it: plain text, of the same width in a terminal and in a
 * report.
 *
 * @param path absolute; absent where it could not be kept
 */
export function describeKeptDatabase(record: KeptRecord, path: string | undefined): string {
  const { database, problems, difference } = record;
  const subject = database === "default" ? "database" : `database "${database}"`;
  const lines = [
    ...(path === undefined ? [] : [`The ${subject} of this scenario is kept:`, `  ${openCommandOf(path)}`]),
    ...problems,
    ...(difference === undefined ? [] : ["", ...describeOutcome(difference)]),
  ];
  return toLogText(lines.join("\n"));
}

function describeOutcome(difference: NonNullable<KeptRecord["difference"]>): readonly string[] {
  if (difference.isSame) return ["It does not differ from the template."];
  return ["What differs from the template:", "", ...describeDifference(difference)];
}
