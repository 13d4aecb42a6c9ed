import { readFileSync } from "node:fs";

import { messageOf } from "../../errors/message-of.js";
import type { DatabaseDifference } from "../diff/compare-databases.js";
import { type Fields, fieldsOf, isFields, listOf, numberOf, optional, readText, textOf } from "../recorder/read/fields.js";
import type { Recording } from "../recorder/recording.js";
import type { OpenTransaction } from "../snapshots/open-transaction.js";
import type { FailedScenario } from "./retained-names.js";

/** What is known of the database of a failed scenario; plain data. */
export interface RetainedRecord {
  /** Counts from 1 within its run. */
  readonly number: number;
  readonly scenario: FailedScenario;
  /** Name of the database in the configuration. */
  readonly database: string;
  /** Hex SHA-256 of everything that decides what is in its template. */
  readonly fingerprint: string;
  /** Absolute path of that template, which a later build may have removed; absent with `PICKLEJAR_TEMPLATE=off`. */
  readonly template?: string;
  /** ISO 8601. */
  readonly retainedAt: string;
  /** How it differs from its template; absent where it could not be compared, which `problems` then says. */
  readonly difference?: DatabaseDifference;
  /** Whether a transaction was open when the scenario ended: what that wrote is not in the database. Absent where none was. */
  readonly openTransaction?: OpenTransaction;
  /** What each step did to it; absent where that was not recorded. */
  readonly recording?: Recording;
  /** Where the test ran, as `picklejar merge` calls it: `shard 2/4`. Absent unless it was merged. */
  readonly shard?: string;
  /** What went wrong while it was retained or compared; empty where nothing did. */
  readonly problems: readonly string[];
}

/** What a file says of a retained database, or why it cannot be told: a sentence that names the file. */
export type FoundRecord = { readonly record: RetainedRecord } | { readonly problem: string };

/**
 * Reads what is known of a retained database without trusting its shape: it may come from another version, or be damaged. What has no shape that this
 * version can show is left out, and `problems` says so. The recording stays as it is, for programs: `findRecording` reads it for people.
 *
 * @param path absolute
 */
export function readRetainedRecord(path: string): FoundRecord {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return {
      problem: `"${path}" cannot be read (${messageOf(error)}): it is cut, or was changed. The database beside it may be whole.`,
    };
  }
  const fields = fieldsOf(content);
  if (typeof fields["number"] !== "number" || !isFields(fields["scenario"]))
    return { problem: `"${path}" does not say which test its database is of: it was changed, or is not picklejar's.` };
  const { difference, recording, openTransaction } = fields;
  const problems = listOf(fields["problems"]).map(textOf);
  if (difference !== undefined && !isDifference(difference))
    problems.push(
      `What "${path}" says of the difference from the template cannot be shown: it was changed, or is of another version.`,
    );
  if (recording !== undefined && !isRecording(recording))
    problems.push(`What "${path}" holds as the recording is none: it was changed, or is of another version.`);
  return {
    record: {
      number: fields["number"],
      scenario: readScenario(fields["scenario"]),
      database: readText(fields["database"]) ?? "default",
      fingerprint: textOf(fields["fingerprint"]),
      retainedAt: textOf(fields["retainedAt"]),
      problems,
      ...optional("template", readText(fields["template"])),
      ...optional("shard", readText(fields["shard"])),
      ...optional("difference", isDifference(difference) ? difference : undefined),
      ...optional(
        "openTransaction",
        (["open", "possible"] as const).find((one) => one === openTransaction),
      ),
      ...optional("recording", isRecording(recording) ? recording : undefined),
    },
  };
}

function readScenario(fields: Fields): FailedScenario {
  return {
    uri: textOf(fields["uri"]),
    feature: textOf(fields["feature"]),
    name: textOf(fields["name"]),
    line: numberOf(fields["line"]),
    attempt: numberOf(fields["attempt"]),
    ...optional("kind", readText(fields["kind"])),
  };
}

/** As far as its text needs it. */
function isDifference(value: unknown): value is DatabaseDifference {
  const { isSame, tables, schema, pragmas, unreadable } = fieldsOf(value);
  const areLists = [schema, pragmas, unreadable].every((list) => Array.isArray(list) && list.every(isFields));
  return typeof isSame === "boolean" && areLists && Array.isArray(tables) && tables.every(isTable);
}

function isTable(value: unknown): boolean {
  const { table, rows } = fieldsOf(value);
  return typeof table === "string" && Array.isArray(rows) && rows.every(isRow);
}

function isRow(value: unknown): boolean {
  const { kind, key, values, before, after } = fieldsOf(value);
  return (kind === "changed" ? [key, before, after] : [key, values]).every(isFields);
}

/** What is in it is looked at by `findRecording`. */
function isRecording(value: unknown): value is Recording {
  return isFields(value) && "version" in value;
}
