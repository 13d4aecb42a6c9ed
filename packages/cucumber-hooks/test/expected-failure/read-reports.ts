import { existsSync, readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

/** What a report says of a scenario. */
export interface ReportedScenario {
  readonly status: string;
  /** All that it carries: messages of results, logs, links. */
  readonly text: string;
  readonly attempts: number;
}

export type Report = ReadonlyMap<string, ReportedScenario>;

interface Envelope {
  readonly pickle?: { readonly id: string; readonly name: string };
  readonly testCase?: { readonly id: string; readonly pickleId: string };
  readonly testCaseStarted?: { readonly id: string; readonly testCaseId: string; readonly attempt: number };
  readonly testStepFinished?: {
    readonly testCaseStartedId: string;
    readonly testStepResult: { readonly status: string; readonly message?: string };
  };
  readonly attachment?: { readonly body: string; readonly testCaseStartedId: string };
  readonly testRunFinished?: { readonly success: boolean };
}

/** From best to worst, as Cucumber orders them. */
const STATUSES = ["UNKNOWN", "PASSED", "SKIPPED", "PENDING", "UNDEFINED", "AMBIGUOUS", "FAILED"];

export function readMessages(file: string): { readonly report: Report; readonly success: boolean | undefined } {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return sortMessages(lines.map((line) => JSON.parse(line) as Envelope));
}

/** The HTML report holds the messages, as code of JavaScript: with escapes that JSON does not have. */
export function readHtml(file: string): Report {
  const text = readFileSync(file, "utf8");
  const start = text.indexOf("[", text.indexOf("CUCUMBER_MESSAGES ="));
  const code = text.slice(start, text.indexOf("</script>", start)).trim().replace(/;$/, "");
  return sortMessages(runInNewContext(code) as Envelope[]).report;
}

function sortMessages(envelopes: readonly Envelope[]): { readonly report: Report; readonly success: boolean | undefined } {
  const names = new Map(envelopes.flatMap(({ pickle }) => (pickle === undefined ? [] : [[pickle.id, pickle.name] as const])));
  const cases = new Map(
    envelopes.flatMap(({ testCase }) => (testCase === undefined ? [] : [[testCase.id, testCase.pickleId] as const])),
  );
  const report = new Map<string, ReportedScenario>();
  for (const { testCaseStarted } of envelopes) {
    if (testCaseStarted === undefined) continue;
    const name = names.get(cases.get(testCaseStarted.testCaseId) ?? "") ?? "";
    const results = envelopes.flatMap(({ testStepFinished }) =>
      testStepFinished?.testCaseStartedId === testCaseStarted.id ? [testStepFinished.testStepResult] : [],
    );
    const attachments = envelopes.flatMap(({ attachment }) =>
      attachment?.testCaseStartedId === testCaseStarted.id ? [attachment.body] : [],
    );
    report.set(name, {
      status: worst(results.map(({ status }) => status)),
      text: [report.get(name)?.text ?? "", ...results.map(({ message }) => message ?? ""), ...attachments].join("\n"),
      attempts: testCaseStarted.attempt + 1,
    });
  }
  return { report, success: envelopes.find(({ testRunFinished }) => testRunFinished !== undefined)?.testRunFinished?.success };
}

interface JsonStep {
  readonly result: { readonly status: string; readonly error_message?: string };
  readonly embeddings?: readonly { readonly data: string; readonly mime_type: string }[];
}

export function readJson(file: string): Report {
  const features = JSON.parse(readFileSync(file, "utf8")) as readonly {
    readonly elements: readonly { readonly name: string; readonly steps: readonly JsonStep[] }[];
  }[];
  return new Map(
    features.flatMap(({ elements }) =>
      elements.map(({ name, steps }) => {
        const embeddings = steps.flatMap((step) => step.embeddings ?? []);
        const texts = embeddings.flatMap(({ data }) => [data, Buffer.from(data, "base64").toString()]);
        const status = worst(steps.map(({ result }) => result.status.toUpperCase()));
        return [
          name,
          { status, text: [...steps.map(({ result }) => result.error_message ?? ""), ...texts].join("\n"), attempts: 1 },
        ] as const;
      }),
    ),
  );
}

/** JUnit knows passed, skipped and failed; it writes what a scenario stands in before its name. */
export function readJunit(file: string): Report {
  const cases = readFileSync(file, "utf8").matchAll(/<testcase [^>]*? name="([^"]*)"[^>]*?(?:\/>|>([\s\S]*?)<\/testcase>)/g);
  return new Map(
    [...cases].map(([, name = "", content = ""]) => {
      const status =
        content.includes("<failure") || content.includes("<error")
          ? "FAILED"
          : content.includes("<skipped")
            ? "SKIPPED"
            : "PASSED";
      return [unescape(name).replace(/^.*(?: - |#[\d.]+: )/, ""), { status, text: unescape(content), attempts: 1 }] as const;
    }),
  );
}

/** Names of the scenarios that a text report lists as failures or warnings. */
export function readListed(file: string): { readonly listed: ReadonlySet<string>; readonly counts: string } {
  const text = readFileSync(file, "utf8");
  // "1) Scenario: name # file:3" in 12, "  1) name # file:3" in 13; an attempt that was retried is none of the failures.
  const lines = text.matchAll(/^ *\d+\) (?:Scenario: )?(.*?)(?: \(attempt \d+\)|, after \d+ attempts)? # \S+:\d+$/gm);
  const listed = new Set([...lines].map(([, name = ""]) => name));
  return { listed, counts: /^\d+ scenarios? \((.*)\)$/m.exec(text)?.[1] ?? "" };
}

/** Places that the rerun report lists: `features/01.feature:4`. */
export function readRerun(file: string): ReadonlySet<string> {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return new Set(
    lines.flatMap((line) =>
      line
        .split(":")
        .slice(1)
        .map((number) => `${line.split(":")[0]}:${number}`),
    ),
  );
}

export function readText(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function worst(statuses: readonly string[]): string {
  return statuses.toSorted((a, b) => STATUSES.indexOf(b) - STATUSES.indexOf(a))[0] ?? "PASSED";
}

function unescape(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}
