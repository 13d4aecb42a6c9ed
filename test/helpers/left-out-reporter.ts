import type { Reporter, TestCase, TestModule } from "vitest/node";

import { mayHaveLongTests, runsLongTests } from "./list-test-files.js";

/**
 * Says at the end of a run which tests were left out, and why: those of `context.skip(reason)`, whose reasons the reporter for terminals keeps
 * to itself, and how many are left to the long tests.
 */
export class LeftOutReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests("skipped")]);
    const lines = skipped.flatMap(describe);
    const long = skipped.filter((test) => test.options.tags?.includes("long") === true);
    if (long.length > 0) lines.push(`  ${long.length} ${runsLongTests() ? OF_ANOTHER_DAY : LONG}`);
    if (lines.length > 0) console.log(`\nLeft out:\n${lines.join("\n")}`);
    const hidden = new Set(long.map(({ module }) => module.moduleId).filter((file) => !mayHaveLongTests(file)));
    if (hidden.size === 0) return;
    console.error(
      `\nLong tests that \`pnpm test:long\` would not find, as neither the file nor a helper names the tag:\n${[...hidden].join("\n")}`,
    );
    process.exitCode = 1;
  }
}

const LONG = "tests that are long or repeat others: `pnpm test:long` runs them";
const OF_ANOTHER_DAY = "long tests that have their turn tomorrow: PICKLEJAR_EVERY_DAY=1 runs them";

/** None for a test that is skipped otherwise: what skips it says so itself. */
function describe(test: TestCase): readonly string[] {
  const result = test.result();
  const reason = result.state === "skipped" ? result.note : undefined;
  return reason === undefined ? [] : [`  ${test.module.relativeModuleId}: ${test.fullName}: ${reason}`];
}
