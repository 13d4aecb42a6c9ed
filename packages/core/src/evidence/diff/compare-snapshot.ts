import type { PreparedDatabase } from "../../databases/prepared-database.js";
import type { DatabaseDifference } from "./compare-databases.js";
import { compareWithTemplate } from "./compare-with-template.js";
import { explainUnretained } from "../retained/explain-unretained.js";
import type { SnapshotResult } from "../snapshots/snapshot-database.js";

/** So many rows of each kind and table are in the report. */
const MAX_ROWS = 10;

/** A suite of which many scenarios fail waits for each of them. */
const COMPARISON_LIMIT_MS = 5000;

/**
 * Compares the snapshot of a scenario's database with its template, where it can be; never throws.
 *
 * @param snapshotPath absolute; it may be written to
 * @param problems gets why it could not be compared
 */
export function compareSnapshot(
  { state }: SnapshotResult,
  snapshotPath: string,
  prepared: PreparedDatabase,
  problems: string[],
): DatabaseDifference | undefined {
  if (state !== "whole") return undefined;
  const { template } = prepared;
  if (template === undefined) {
    problems.push("It is not compared, as there is no template (PICKLEJAR_TEMPLATE=off).");
    return undefined;
  }
  try {
    return compareWithTemplate(template, snapshotPath, prepared, { shownRows: MAX_ROWS, limitMs: COMPARISON_LIMIT_MS });
  } catch (error) {
    problems.push(`It could not be compared with its template: ${explainUnretained(error, snapshotPath)}`);
    return undefined;
  }
}
