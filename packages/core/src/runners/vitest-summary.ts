import type { TestDatabaseSource } from "../databases/prepare-test-databases.js";
import { announceSummary, printSummary } from "../harness/announce-summary.js";
import { RunStatistics } from "../harness/run-statistics.js";
import { describeRunSummary, summarizeRun } from "../harness/run-summary.js";
import type { RunnerWords } from "../harness/runner-words.js";
import type { Run } from "../runs/run.js";

/** What messages call things in Vitest. */
export const VITEST_WORDS: RunnerWords = {
  test: "test",
  action: "test",
  caller: "withTestDatabase",
  open: "db.open()",
  defer: "defer()",
};

/** Has a run that this process owns end with a summary, where tests got databases from the fixture. */
export function announceVitestSummary(run: Run, sources: readonly TestDatabaseSource[]): void {
  // The workers only find what was built here.
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
