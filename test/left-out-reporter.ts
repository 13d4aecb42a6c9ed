import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Says at the end of a run which tests were left out by `context.skip(reason)`, and why, which the reporter for terminals keeps to itself. */
export class LeftOutReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) => [...module.children.allTests("skipped")]).flatMap(describe);
    if (lines.length > 0) console.log(`\nLeft out:\n${lines.join("\n")}`);
  }
}

/** None for a test that is skipped otherwise: what skips it says so itself. */
function describe(test: TestCase): readonly string[] {
  const result = test.result();
  const reason = result.state === "skipped" ? result.note : undefined;
  return reason === undefined ? [] : [`  ${test.module.relativeModuleId}: ${test.fullName}: ${reason}`];
}
