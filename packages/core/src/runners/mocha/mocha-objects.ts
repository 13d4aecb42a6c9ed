/** A test of Mocha, or one attempt of a test that is retried; only what is used here. */
export interface MochaTest {
  readonly title: string;
  /** Absolute. */
  readonly file?: string | undefined;
  /** Absent for a test that has not run, and for an attempt that failed and is retried. */
  readonly state?: "passed" | "failed" | "pending" | undefined;
  /** Whether it was skipped, also by itself. */
  readonly pending: boolean;
  readonly parent?: MochaSuite | undefined;
  /** From 0. */
  currentRetry(): number;
  /** The first attempt; absent in it. */
  retriedTest?(): MochaTest | undefined;
  /** Titles of what it is in, the outermost first, and its own. */
  titlePath(): string[];
}

/** A `describe`, or what all files are in. */
export interface MochaSuite {
  readonly parent?: MochaSuite | undefined;
  /** Adds a hook after those that are there. */
  afterEach(title: string, hook: () => Promise<void>): unknown;
  getHooks?(name: "beforeEach" | "afterEach"): readonly { readonly state?: string | undefined }[];
}

/** `this` in a hook that all tests have. */
export interface HookContext {
  readonly test: {
    readonly parent: MochaSuite;
    /** Makes it a failure of the current test. Thrown by such a hook, Mocha would leave out all tests that are to come. */
    error(error: unknown): void;
  };
  readonly currentTest?: MochaTest | undefined;
  timeout(durationMs: number): unknown;
}

/** Whether a hook around a test failed. Mocha then runs no other test that has this hook. */
export function hasFailedHook({ parent }: MochaTest): boolean {
  for (let suite = parent; suite !== undefined; suite = suite.parent) {
    const hooks = [...(suite.getHooks?.("beforeEach") ?? []), ...(suite.getHooks?.("afterEach") ?? [])];
    if (hooks.some(({ state }) => state === "failed")) return true;
  }
  return false;
}
