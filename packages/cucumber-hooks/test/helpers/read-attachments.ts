import { readFileSync } from "node:fs";

/** An attachment, and where a report shows it. */
export interface ReportedAttachment {
  readonly scenario: string;
  /** From 1. */
  readonly attempt: number;
  /** Text of the step, or `hook` and its name. */
  readonly step: string;
  readonly mediaType: string;
  readonly body: string;
}

interface Envelope {
  readonly pickle?: {
    readonly id: string;
    readonly name: string;
    readonly steps: readonly { readonly id: string; readonly text: string }[];
  };
  readonly hook?: { readonly id: string; readonly name?: string };
  readonly testCase?: {
    readonly id: string;
    readonly pickleId: string;
    readonly testSteps: readonly { readonly id: string; readonly pickleStepId?: string; readonly hookId?: string }[];
  };
  readonly testCaseStarted?: { readonly id: string; readonly testCaseId: string; readonly attempt: number };
  readonly attachment?: Readonly<Record<"body" | "mediaType" | "testCaseStartedId" | "testStepId", string>>;
}

/** Reads the attachments of a run from its messages. */
export function readAttachments(file: string): readonly ReportedAttachment[] {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const names = new Map<string, string>();
  const scenarios = new Map<string, string>();
  const started = new Map<string, { readonly scenario: string; readonly attempt: number }>();
  return lines.flatMap((line): readonly ReportedAttachment[] => {
    const { pickle, hook, testCase, testCaseStarted, attachment } = JSON.parse(line) as Envelope;
    if (pickle !== undefined) names.set(pickle.id, pickle.name);
    for (const { id, text } of pickle?.steps ?? []) names.set(id, text);
    if (hook !== undefined) names.set(hook.id, `hook ${hook.name ?? ""}`);
    if (testCase !== undefined) scenarios.set(testCase.id, names.get(testCase.pickleId) ?? "");
    for (const { id, pickleStepId, hookId } of testCase?.testSteps ?? [])
      names.set(id, names.get(pickleStepId ?? hookId ?? "") ?? "");
    if (testCaseStarted !== undefined) {
      const { id, testCaseId, attempt } = testCaseStarted;
      started.set(id, { scenario: scenarios.get(testCaseId) ?? "", attempt: attempt + 1 });
    }
    if (attachment === undefined) return [];
    const { body, mediaType, testCaseStartedId, testStepId } = attachment;
    const attempt = started.get(testCaseStartedId) ?? { scenario: "", attempt: 0 };
    return [{ ...attempt, step: names.get(testStepId) ?? "", mediaType, body }];
  });
}
