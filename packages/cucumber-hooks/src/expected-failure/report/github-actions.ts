import { appendFileSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import {
  describeCure,
  describeReason,
  type ExpectedFailureSummary,
  formatIssues,
  messageOf,
  type ScenarioPlace,
  type ScenarioSummary,
  toLogLine,
  toLogText,
} from "@picklejar/core/integration";

import { hasOutcomes } from "./expected-failure-summary.js";

/**
 * In GitHub Actions: writes annotations at the scenarios to stderr, since reports may go to stdout, and a summary of the job.
 *
 * @param directory absolute folder that Cucumber names files from
 */
export function tellGitHub(summary: ExpectedFailureSummary, directory: string): void {
  if (process.env["GITHUB_ACTIONS"] !== "true" || !hasOutcomes(summary)) return;
  process.stderr.write(formatAnnotations(summary, directory).join(""));
  const summaryFile = process.env["GITHUB_STEP_SUMMARY"];
  if (summaryFile === undefined || summaryFile === "") return;
  try {
    appendFileSync(summaryFile, formatJobSummary(summary));
  } catch (error) {
    process.stderr.write(toLogText(`picklejar: no job summary: ${messageOf(error)}\n`));
  }
}

/** Gives a line for each annotation, with its newline. */
function formatAnnotations(summary: ExpectedFailureSummary, directory: string): readonly string[] {
  const annotate = (level: "error" | "notice", { file, line }: ScenarioPlace, title: string, text: string): string => {
    const path = toWorkspace(resolve(directory, file)) ?? file;
    return `::${level} file=${escapeProperty(path)},line=${line},title=${escapeProperty(title)}::${escapeData(text)}\n`;
  };
  return [
    ...summary.unexpectedPasses.flatMap((pass) =>
      pass.tagsToRemove.map((tag) => annotate("error", tag, "Unexpected pass", describeCure(pass))),
    ),
    ...summary.otherFailures.map((failure) =>
      annotate("error", failure, `Not taken for ${formatIssues(failure.issues)}`, describeReason(failure)),
    ),
    ...summary.stillFailing.flatMap(({ issue, scenarios }) =>
      scenarios.map((scenario) => annotate("notice", scenario, `Expected failure (#${issue})`, scenario.error)),
    ),
  ];
}

function formatJobSummary({ stillFailing, unexpectedPasses, otherFailures, notJudged }: ExpectedFailureSummary): string {
  const table = [
    ["", "issue", "scenario", "what"],
    ["---", "---", "---", "---"],
    ...unexpectedPasses.map((pass) => row("seems fixed", cellOf(pass.issues), pass, describeCure(pass))),
    ...otherFailures.map((failure) => row("failed otherwise", cellOf(failure.issues), failure, describeReason(failure))),
    ...notJudged.map((skipped) => row("not judged", cellOf(skipped.issues), skipped, "skipped")),
    ...stillFailing.flatMap(({ issue, url, scenarios }) => {
      const link = url === undefined ? `#${issue}` : `[#${issue}](${encodeURI(url).replaceAll(")", "%29")})`;
      return scenarios.map((scenario) => row("still failing", link, scenario, scenario.error));
    }),
  ];
  return `### Known bugs\n\n${table.map((cells) => `| ${cells.join(" | ")} |\n`).join("")}\n`;
}

function row(what: string, issues: string, { scenario, file, line }: ScenarioSummary, text: string): readonly string[] {
  return [what, issues, escapeCell(`${scenario} (${file}:${line})`), escapeCell(text)];
}

function cellOf(issues: readonly number[]): string {
  return escapeCell(formatIssues(issues));
}

/** Annotations are relative to the checkout. */
function toWorkspace(path: string): string | undefined {
  const workspace = process.env["GITHUB_WORKSPACE"];
  if (workspace === undefined || workspace === "") return undefined;
  const name = relative(workspace, path);
  return name.startsWith("..") || isAbsolute(name) ? undefined : name.split(sep).join("/");
}

function escapeData(text: string): string {
  return toLogText(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function escapeCell(text: string): string {
  return toLogLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|#@~]/g, (character) => `\\${character}`)
    .replaceAll(/\s+/g, " ");
}
