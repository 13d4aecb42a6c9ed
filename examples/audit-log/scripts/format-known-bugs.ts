import type { RunSummary } from "@picklejar/cucumber-hooks";

/** Says which known bugs the suite captures, and whether they are still there; empty when there are none. */
export function formatKnownBugs({ expectedFailures }: RunSummary): string {
  const failing = expectedFailures.stillFailing.flatMap(({ issue, scenarios }) =>
    scenarios.map(
      ({ scenario, file, line, error }) => `  #${issue} is still there: ${file}:${line} "${scenario}"\n    ${error}`,
    ),
  );
  const passing = expectedFailures.unexpectedPasses.map(({ issues, scenario, tagsToRemove, tagsToKeep }) => {
    const removed = tagsToRemove.map(({ tag, file, line }) => `${tag} (${file}:${line})`).join(", ");
    return `  #${issues.join(", #")} seems fixed: "${scenario}" passed\n    remove ${removed}, keep ${tagsToKeep.join(" ")}`;
  });
  const lines = [...failing, ...passing];
  return lines.length === 0 ? "" : ["Known bugs", ...lines].join("\n");
}
