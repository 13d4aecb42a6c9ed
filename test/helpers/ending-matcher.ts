import { expect } from "vitest";

/** How a process ended, and what it printed. */
interface Ending {
  readonly code: number | null;
  readonly signal?: NodeJS.Signals | null;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What is left out may be anything. A text is the whole output; a pattern, and each entry of a list, is a part of it. */
interface ExpectedEnding {
  readonly code?: number;
  readonly signal?: NodeJS.Signals;
  readonly stdout?: ExpectedOutput;
  readonly stderr?: ExpectedOutput;
}

type ExpectedOutput = string | RegExp | readonly (string | RegExp)[];

declare module "vitest" {
  interface Matchers<T> {
    /** Compares the exit code and the output of a process. On failure it shows them in full. */
    toHaveEnded: (expected: ExpectedEnding) => T;
  }
}

expect.extend({
  toHaveEnded({ code, signal = null, stdout = "", stderr = "" }: Ending, expected: ExpectedEnding) {
    const problems = [
      ...(expected.code === undefined || expected.code === code ? [] : [`expected exit code ${expected.code}`]),
      ...(expected.signal === undefined || expected.signal === signal ? [] : [`expected an end by ${expected.signal}`]),
      ...describeMismatches("stdout", stdout, expected.stdout),
      ...describeMismatches("stderr", stderr, expected.stderr),
    ];
    const output = `--- stdout\n${stdout}\n--- stderr\n${stderr}`;
    return {
      pass: problems.length === 0,
      message: () =>
        `${problems.join("\n") || "expected another ending"}\nthe process ended with ${signal ?? `exit code ${code}`}\n${output}`,
    };
  },
});

function describeMismatches(name: string, output: string, expected: ExpectedOutput = []): readonly string[] {
  if (typeof expected === "string") return output === expected ? [] : [`expected ${name} to be ${JSON.stringify(expected)}`];
  return [expected]
    .flat()
    .filter((part) => (typeof part === "string" ? !output.includes(part) : output.search(part) < 0))
    .map((part) => `expected ${name} to contain ${typeof part === "string" ? JSON.stringify(part) : String(part)}`);
}
