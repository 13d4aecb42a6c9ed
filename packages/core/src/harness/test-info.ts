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
}

/** A test for messages: `test/order.test.ts:12 "pays twice"`. */
export function describeTest({ file, line, name }: TestInfo): string {
  return `${file}${line === undefined ? "" : `:${line}`} ${JSON.stringify(name)}`;
}
