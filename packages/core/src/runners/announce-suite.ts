import type { BegunSuite } from "../databases/suite/begin-test-suite.js";
import { sweepRetainedDatabases } from "../evidence/retained/sweep-retained-databases.js";
import { announceSummary, printSummary } from "../harness/summary/announce-summary.js";
import { RunStatistics } from "../harness/summary/run-statistics.js";
import { describeRunSummary, summarizeRun } from "../harness/summary/run-summary.js";
import type { RunnerWords } from "../harness/runner-words.js";

/**
 * Removes what earlier runs have retained, and prints a summary when this one ends, if its tests got databases. For the process that builds the
 * templates before the workers start.
 */
export function announceSuite({ run, directory, sources }: BegunSuite, words: RunnerWords): void {
  if (directory !== undefined) sweepRetainedDatabases(directory, run);
  // The workers find templates that were built here, and cannot report that.
  const statistics = new RunStatistics(run);
  for (const source of sources) statistics.noteSource(source.database, source);
  statistics.save();
  announceSummary(
    run,
    (listener) => run.onEnd(listener),
    () => {
      const summary = summarizeRun(run);
      printSummary(run, summary, summary.databases === 0 ? [] : describeRunSummary(summary, words));
    },
  );
}
