import { appendFileSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { toLogLine, toLogText, messageOf } from "@picklejar/core/integration";

import { describeCure } from "./describe-outcomes.js";
import { hasOutcomes, type ExpectedFailureSummary } from "./expected-failure-summary.js";
import { formatIssues } from "./judge-step.js";

/** Where a run is that GitHub Actions runs. */
interface GitHubActions {
  /** Absolute path of the folder that Cucumber names files from. */
  readonly directory: string;
  /** Absolute path of the checkout, which annotations are relative to. */
  readonly workspace: string | undefined;
  /** Absolute path of the file for the job's summary. */
  readonly summaryFile: string | undefined;
}

/** Where GitHub Actions runs this: annotations at the scenarios, on stderr since reports may go to stdout, and a summary of the job. */
export function tellGitHub(summary: ExpectedFailureSummary, directory: string): void {
  const actions = detectGitHubActions(process.env, directory);
  if (actions === undefined || !hasOutcomes(summary)) return;
  process.stderr.write(formatAnnotations(summary, actions));
  if (actions.summaryFile === undefined) return;
  try {
    appendFileSync(actions.summaryFile, formatJobSummary(summary));
  } catch (error) {
    process.stderr.write(toLogText(`picklejar: no job summary: ${messageOf(error)}\n`));
  }
}

function detectGitHubActions(environment: NodeJS.ProcessEnv, directory: string): GitHubActions | undefined {
  if (environment["GITHUB_ACTIONS"] !== "true") return undefined;
  return {
    directory,
    workspace: environment["GITHUB_WORKSPACE"] || undefined,
    summaryFile: environment["GITHUB_STEP_SUMMARY"] || undefined,
  };
}

/** Gives the lines that make annotations at the scenarios, with a newline after each. */
function formatAnnotations(summary: ExpectedFailureSummary, { directory, workspace }: GitHubActions): string {
  const passes = summary.unexpectedPasses.flatMap((pass) =>
    pass.tagsToRemove.map(({ file, line }) => ({
      level: "error",
      file,
      line,
      title: "Unexpected pass",
      text: describeCure(pass),
    })),
  );
  const others = summary.otherFailures.map(({ file, line, issues, reason, error }) => ({
    level: "error",
    file,
    line,
    title: `Not taken for ${formatIssues(issues)}`,
    text: error === undefined ? reason : `${reason} (${error})`,
  }));
  const expected = summary.stillFailing.flatMap(({ issue, scenarios }) =>
    scenarios.map(({ file, line, error }) => ({
      level: "notice",
      file,
      line,
      title: `Expected failure (#${issue})`,
      text: error,
    })),
  );
  return [...passes, ...others, ...expected]
    .map(({ level, file, line, title, text }) => {
      const place = `file=${escapeProperty(toWorkspace(resolve(directory, file), workspace) ?? file)},line=${line},title=${escapeProperty(title)}`;
      return `::${level} ${place}::${escapeData(text)}\n`;
    })
    .join("");
}

function formatJobSummary({ stillFailing, unexpectedPasses, otherFailures, notJudged }: ExpectedFailureSummary): string {
  const rows = [
    ...unexpectedPasses.map((pass) => ["seems fixed", formatIssues(pass.issues), describePlace(pass), describeCure(pass)]),
    ...otherFailures.map((failure) => [
      "failed otherwise",
      formatIssues(failure.issues),
      describePlace(failure),
      failure.error === undefined ? failure.reason : `${failure.reason} (${failure.error})`,
    ]),
    ...notJudged.map((skipped) => ["not judged", formatIssues(skipped.issues), describePlace(skipped), "skipped"]),
  ].map((cells) => cells.map(escapeCell));
  const expected = stillFailing.flatMap(({ issue, url, scenarios }) =>
    scenarios.map((scenario) => [
      "still failing",
      url === undefined ? `#${issue}` : `[#${issue}](${encodeURI(url).replaceAll(")", "%29")})`,
      escapeCell(describePlace(scenario)),
      escapeCell(scenario.error),
    ]),
  );
  const table = [["", "issue", "scenario", "what"], ["---", "---", "---", "---"], ...rows, ...expected];
  return `### Known bugs\n\n${table.map((cells) => `| ${cells.join(" | ")} |\n`).join("")}\n`;
}

function describePlace({
  scenario,
  file,
  line,
}: {
  readonly scenario: string;
  readonly file: string;
  readonly line: number;
}): string {
  return `${scenario} (${file}:${line})`;
}

function toWorkspace(path: string, workspace: string | undefined): string | undefined {
  if (workspace === undefined) return undefined;
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
