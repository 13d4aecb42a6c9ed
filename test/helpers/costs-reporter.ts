import type { Reporter, TestModule } from "vitest/node";

/** Prints what each file cost, the dearest first, with its dearest test. */
export class CostsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const costs = modules.map(costOf).toSorted((a, b) => b.wholeMs - a.wholeMs);
    const totalMs = costs.reduce((sum, { wholeMs }) => sum + wholeMs, 0);
    const lines = costs.map(({ file, wholeMs, dearest }) => `${formatSeconds(wholeMs)}  ${file}${dearest}`);
    console.log(
      `\nCosts by file, as each waited for its own tests:\n${[...lines, `${formatSeconds(totalMs)}  together`].join("\n")}`,
    );
  }
}

interface Cost {
  readonly file: string;
  /** Importing, set-up, tests and hooks. */
  readonly wholeMs: number;
  readonly dearest: string;
}

function costOf(module: TestModule): Cost {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  const tests = [...module.children.allTests()].map((test) => ({
    name: test.fullName,
    ms: test.diagnostic()?.duration ?? 0,
    // A concurrent test waits for the others too.
  }));
  const [dearest] = tests.toSorted((a, b) => b.ms - a.ms);
  return {
    file: module.relativeModuleId,
    wholeMs: collectDuration + setupDuration + duration,
    dearest: dearest === undefined ? "" : ` (${tests.length} tests; ${formatSeconds(dearest.ms).trim()}: ${dearest.name})`,
  };
}

function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(6)} s`;
}
