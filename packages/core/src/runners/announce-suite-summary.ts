import type { TestDatabaseSource } from "../databases/prepare-test-databases.js";
import { announceSummary, printSummary } from "../harness/announce-summary.js";
import { RunStatistics } from "../harness/run-statistics.js";
import { describeRunSummary, summarizeRun } from "../harness/run-summary.js";
import type { RunnerWords } from "../harness/runner-words.js";
import type { Run } from "../runs/run.js";

/** Prints a summary when the run ends, if its tests got databases. For the process that builds the templates before the workers start. */
export function announceSuiteSummary(run: Run, sources: readonly TestDatabaseSource[], words: RunnerWords): void {
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
