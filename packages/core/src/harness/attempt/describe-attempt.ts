import type { RecordedAttempt } from "./open-evidence.js";
import type { StepOutcome, TestInfo, TestStep } from "./test-info.js";

/** How an attempt ended, clean-up included. */
export interface AttemptEnd {
  readonly status: "passed" | "failed";
  readonly error: string | undefined;
}

export interface Attempt {
  readonly test: TestInfo;
  /** What the runner calls a test. */
  readonly kind: string;
  /** Those that have run; `undefined` where the runner has none. */
  readonly steps: readonly StepOutcome[] | undefined;
  /** Of the test's own marks. */
  readonly names: readonly string[];
  readonly end: AttemptEnd;
  readonly durationMs: number;
}

/** Says what a recording of one of the attempt's databases says of the attempt. */
export function describeAttempt(database: string, attempt: Attempt): RecordedAttempt {
  const { kind, end, steps, durationMs } = attempt;
  const { name, file, line, suite, attempt: number, databases, steps: planned = [] } = attempt.test;
  return {
    test: {
      name,
      file,
      ...(line !== undefined && { line }),
      suite,
      attempt: number,
      kind,
      status: end.status,
      durationMs,
    },
    otherDatabases: databases.filter((other) => other !== database),
    ...(steps === undefined ? describeMarks(attempt) : describeSteps(planned, steps, end)),
  };
}

function describeSteps(
  planned: readonly TestStep[],
  outcomes: readonly StepOutcome[],
  end: AttemptEnd,
): Pick<RecordedAttempt, "steps" | "rest"> {
  const hasHookFailed = end.status === "failed" && outcomes.every(({ status }) => status === "passed");
  return {
    steps: planned.map((step, index) => toRecorded(step, outcomes[index])),
    rest: { keyword: "", section: "hook", text: "After hooks", status: hasHookFailed ? "failed" : "passed" },
  };
}

function describeMarks({ kind, names, end }: Attempt): Pick<RecordedAttempt, "steps" | "rest"> {
  const mark = { keyword: "", section: "mark" } as const;
  return {
    steps: names.map((text) => ({ ...mark, text, status: "passed" as const })),
    rest: {
      ...mark,
      text: names.length === 0 ? `the whole ${kind}` : `the end of the ${kind}`,
      status: end.status,
      ...(end.error !== undefined && end.status === "failed" && { error: end.error }),
    },
  };
}

function toRecorded(step: TestStep, outcome: StepOutcome | undefined): RecordedAttempt["steps"][number] {
  const { keyword, text, section, location } = step;
  const { status = "not-run", durationMs, error } = outcome ?? {};
  return {
    keyword,
    text,
    section,
    status,
    ...(location !== undefined && { location }),
    ...(durationMs !== undefined && { durationMs }),
    ...(error !== undefined && { error }),
  };
}
