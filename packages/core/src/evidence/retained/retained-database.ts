import { basename, dirname } from "node:path";

import { toLogLine } from "../../errors/log-text.js";
import type { Recording } from "../recorder/recording.js";
import { describeRecording } from "../recorder/text/describe-recording.js";
import { describeRetainedDatabase, describeTransaction } from "./describe-retained-database.js";
import { openCommandOf } from "./open-command.js";
import type { RetainedRecord } from "./retained-record.js";

/** The database of a failed scenario, and what the scenario changed in it. Plain data. */
export interface RetainedDatabase extends RetainedRecord {
  /** Absolute; absent where it could not be retained, which `problems` then says. */
  readonly path?: string;
  /** The line that opens it in a shell. */
  readonly openCommand?: string;
  /** A title for the report, without characters that a file's name cannot have. */
  readonly title: string;
  /** The same on at most 12 lines, where each step was recorded. */
  readonly summary?: string;
  /** Absolute path of the page that shows what each step did; absent where there is none. */
  readonly pagePath?: string;
  /**
   * All of this for people: plain text of several lines. To be attached as `text/plain`, with `title` as file name: an HTML report takes what is
   * logged for HTML, and a terminal does not show it.
   */
  readonly report: string;
}

/** What is known of the states of a test's database. */
export interface DatabaseEvidence {
  /** Writes the database as it was when the test failed to a new file; `false` where that state is not known. */
  writeDatabase(path: string): boolean;
  /**
   * Says what the test did to it.
   *
   * @param snapshotPath absolute, of the database that is retained
   */
  record(snapshotPath: string, facts: Pick<Recording, "retainedPath" | "number">): Recording;
}

/** Where the files of a retained database are; absolute. */
export interface RetainedPaths {
  readonly path?: string;
  readonly pagePath?: string;
}

/** Adds to what is known of a database what people read. */
export function toRetainedDatabase(record: RetainedRecord, { path, pagePath }: RetainedPaths): RetainedDatabase {
  const { database, scenario } = record;
  const summary = describeSummary(record, pagePath);
  return {
    ...record,
    ...(path !== undefined && { path, openCommand: openCommandOf(path) }),
    title: toLogLine(`Database ${database === "default" ? "" : `${database} `}of this ${scenario.kind ?? "scenario"}`),
    ...(pagePath !== undefined && { pagePath }),
    ...(summary !== undefined && { summary }),
    report: describeRetainedDatabase(record, path, summary),
  };
}

/** In CI a link would lead nowhere: the folder is what is uploaded. Without steps, the rows that differ from the template say more. */
function describeSummary({ recording, openTransaction }: RetainedRecord, pagePath: string | undefined): string | undefined {
  if (recording === undefined || recording.detail !== "steps" || hasNoParts(recording)) return undefined;
  const notes = describeTransaction(openTransaction);
  if (pagePath === undefined || !isCi()) return describeRecording(recording, { notes, pagePath });
  return `${describeRecording(recording, { notes })}\n${toLogLine(`${basename(pagePath)} in .picklejar/failed/${basename(dirname(pagePath))}`)}`;
}

/** Whether the test has set no mark, so that all that it changed is in one entry. */
function hasNoParts({ steps }: Recording): boolean {
  return steps.length === 1 && steps[0]?.section === "mark";
}

function isCi(): boolean {
  return ![undefined, "", "0", "false"].includes(process.env["CI"]);
}
