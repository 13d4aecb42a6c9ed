import type { SuiteResult } from "../../test/helpers/create-suite.js";

/** Scenarios by status, from the line `3 scenarios (1 failed, 2 passed)`, whose order is not the same in all versions. */
export function countOutcomes(output: string): Readonly<Record<string, number>> {
  const [, list = ""] = /^\d+ scenarios? \(([^)]*)\)/m.exec(output) ?? [];
  const counts = list.split(", ").filter((each) => each !== "");
  return Object.fromEntries(
    counts.map((each) => {
      const [count = "", status = ""] = each.split(" ");
      return [status, Number(count)];
    }),
  );
}

/** A run of Cucumber, for the message of an assertion. */
export function describeRun({ code, signal, stdout, stderr }: SuiteResult): string {
  return `Cucumber ended with ${signal ?? `exit code ${code}`}\n--- stdout\n${stdout}\n--- stderr\n${stderr}`;
}
