import type { Reporter, TestModule } from "vitest/node";

/** Prints what each file cost, the dearest first, with its longest test. */
export class CostsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const costs = modules.map(costOf).toSorted((a, b) => b.cpuSeconds - a.cpuSeconds);
    const together = `${sumOf(costs, "cpuSeconds")} ${sumOf(costs, "wallSeconds")}  together`;
    const lines = costs.map(
      ({ file, cpuSeconds, wallSeconds, longest }) =>
        `${formatSeconds(cpuSeconds)} ${formatSeconds(wallSeconds)}  ${file}${longest}`,
    );
    console.log(
      `\nCosts by file: CPU (with the processes it started), wall, and its longest test\n${[...lines, together].join("\n")}`,
    );
  }
}

interface Cost {
  readonly file: string;
  /** Of the worker, from its start to the end of the file, and of the processes that it waited for. */
  readonly cpuSeconds: number;
  /** Importing, set-up, tests and hooks. */
  readonly wallSeconds: number;
  readonly longest: string;
}

function costOf(module: TestModule): Cost {
  const { collectDuration, setupDuration, duration } = module.diagnostic();
  // A concurrent test waits for the others too.
  const tests = [...module.children.allTests()].map((test) => ({
    name: test.fullName,
    ms: test.diagnostic()?.duration ?? 0,
  }));
  const [longest] = tests.toSorted((a, b) => b.ms - a.ms);
  return {
    file: module.relativeModuleId,
    cpuSeconds: module.meta().cpuSeconds ?? 0,
    wallSeconds: (collectDuration + setupDuration + duration) / 1000,
    longest:
      longest === undefined ? "" : ` (${tests.length} tests; ${formatSeconds(longest.ms / 1000).trim()}: ${longest.name})`,
  };
}

function sumOf(costs: readonly Cost[], key: "cpuSeconds" | "wallSeconds"): string {
  return formatSeconds(costs.reduce((sum, cost) => sum + cost[key], 0));
}

function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(1).padStart(6)} s`;
}
