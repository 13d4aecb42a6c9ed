import type { RecordedStep, StepStatus } from "../../evidence/recorder/recording.js";

/** One attempt of one test, as its runner knows it. */
export interface TestInfo {
  /** The same for all attempts of this test, and for no other test of its process. */
  readonly id: string;
  /** May be empty. */
  readonly name: string;
  /** As messages name it: relative to the working directory, most often. */
  readonly file: string;
  /** From 1, where the runner knows it; asked for only when something went wrong. */
  readonly line?: number | undefined;
  /** Titles of what the test is in, the outermost first; may be empty. */
  readonly suite: readonly string[];
  /** From 1. */
  readonly attempt: number;
  /** In the order in which they run; absent where its runner knows none. Asked for only when something went wrong. */
  readonly steps?: readonly TestStep[] | undefined;
  /** Position of the first step that {@link TestStep.isWhen}; -1 where there is none; absent where its runner knows no steps. */
  readonly firstWhen?: number | undefined;
  /** Names of the databases it gets, of those in the configuration; none where it gets none. */
  readonly databases: readonly string[];
}

/** How an attempt ended. */
export interface TestOutcome {
  /** `interrupted`: its runner never got as far as its clean-up. */
  readonly status: "passed" | "failed" | "skipped" | "interrupted";
  /** `failed` for a test that has to fail. */
  readonly expected: "passed" | "failed";
  /** Whether another attempt comes; `undefined` where the runner cannot tell yet. */
  readonly willRetry: boolean | undefined;
  /** Message and stack of what it failed with, for recordings without steps. */
  readonly error?: string | undefined;
}

/** A part of a test, as its runner reports it. */
export interface TestStep extends Pick<RecordedStep, "keyword" | "text" | "section" | "location"> {
  /** Whether the test does there what it is about: `since: "when"` counts from the first such step. */
  readonly isWhen: boolean;
}

/** How a step ended. */
export interface StepOutcome {
  readonly status: Exclude<StepStatus, "not-run">;
  readonly durationMs?: number | undefined;
  /** Message and stack. */
  readonly error?: string | undefined;
}

/** A test for messages: `test/order.test.ts:12 "pays twice"`. */
export function describeTest({ file, line, name }: TestInfo): string {
  return `${file}${line === undefined ? "" : `:${line}`} ${JSON.stringify(name)}`;
}
