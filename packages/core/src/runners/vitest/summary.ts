import type { TestDatabaseSource } from "../../databases/prepare-test-databases.js";
import { announceSummary, printSummary } from "../../harness/announce-summary.js";
import { RunStatistics } from "../../harness/run-statistics.js";
import { describeRunSummary, summarizeRun } from "../../harness/run-summary.js";
import type { Run } from "../../runs/run.js";
import { VITEST_WORDS } from "./words.js";

/** Prints a summary when the run ends, if tests got databases from the fixture. */
export function announceVitestSummary(run: Run, sources: readonly TestDatabaseSource[]): void {
  // The workers find templates that were built here, and cannot report that.
  const statistics = new RunStatistics(run);
  for (const source of sources) statistics.noteSource(source.database, source);
  statistics.save();
  announceSummary(
    run,
    (listener) => run.onEnd(listener),
    () => {
      const summary = summarizeRun(run);
      printSummary(summary, summary.databases === 0 ? [] : describeRunSummary(summary, VITEST_WORDS));
    },
  );
}
