import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { countKeptDatabases, toLogLine, toLogText, type Run, messageOf } from "@picklejar/core/integration";

import { describeOutcomes } from "./expected-failure/describe-outcomes.js";
import { hasOutcomes, summarizeOutcomes, type ExpectedFailureSummary } from "./expected-failure/expected-failure-summary.js";
import { tellGitHub } from "./expected-failure/github-actions.js";
import { readOutcomes } from "./expected-failure/outcome-records.js";
import type { InstalledHooks } from "./installed-hooks.js";
import { LIBSQL_REMARK } from "./libsql-loaded.js";
import { NOTEWORTHY_SHARE, readRunTotals, type RunTotals } from "./run-statistics.js";

/** What `PICKLEJAR_SUMMARY_FILE` gets, as JSON. */
export interface RunSummary {
  /** How many scenario databases were made. */
  readonly databases: number;
  /** The same, by how they came about. */
  readonly origins: Readonly<Record<string, number>>;
  /** Of making one, in milliseconds. */
  readonly medianMs: number;
  readonly totalMs: number;
  /** Milliseconds that picklejar's hooks took before and after scenarios, all workers together: making databases is in it. */
  readonly hooksMs: number;
  /** Absolute path of the storage that the databases were on. */
  readonly storage: string;
  /** What they are copies of; none with `PICKLEJAR_TEMPLATE=off`. */
  readonly templates: readonly TemplateSummary[];
  /** Scenarios that left connections to their database open: all counted, the first named. */
  readonly openConnections: RunTotals["openConnections"];
  /** What copying cost, where overlays would have cost less. */
  readonly copying: RunTotals["copying"];
  /** How many databases are kept in `.picklejar/failed`. */
  readonly kept: number;
  /** How many were not kept, since there were enough. */
  readonly notKept: number;
  /** What became of the scenarios that must fail. */
  readonly expectedFailures: ExpectedFailureSummary;
}

/** A template that scenario databases were copied from. */
export interface TemplateSummary {
  /** `default`, or the database's name under `databases`. */
  readonly database: string;
  readonly origin: "built" | "found";
  /** How long its migrations and seed took when it was built. */
  readonly buildMs: number;
  readonly sizeBytes: number;
  readonly fingerprint: string;
  /** How its copies came about in the end. */
  readonly strategy: "copy" | "overlay" | "memory";
  /** Why so, as a clause in lower case. */
  readonly strategyReason: string;
  /** How many base files of an overlay were not used again, which costs a copy each. */
  readonly dirtyBaseFiles: number;
}

/**
 * Sees to it that the run ends with one summary, however many workers it has: on stderr, since reports may go to stdout, and as
 * JSON in the file that `PICKLEJAR_SUMMARY_FILE` names. To be called in the process that owns the run.
 */
export function announceSummary({ run, directory }: Pick<InstalledHooks, "run" | "directory">): void {
  // A program may run Cucumber several times in one process: that is one run of ours.
  if (announced.has(run.path)) return;
  announced.add(run.path);
  // Before the run directory goes, which is taken away in an exit listener too.
  process.prependListener("exit", () => {
    try {
      printSummary(run, directory);
    } catch (error) {
      // Thrown here, it would keep the other listeners from taking the run directory away, and change the exit code.
      process.stderr.write(toLogText(`picklejar: no summary: ${messageOf(error)}\n`));
    }
  });
}

const announced = new Set<string>();

function printSummary(run: Run, directory: string): void {
  const summary = summarize(readRunTotals(run.path), run);
  const file = process.env["PICKLEJAR_SUMMARY_FILE"];
  // Also when there is nothing to say: what an earlier run left there would be taken for this one's.
  if (file !== undefined && file !== "") writeSummary(file, summary);
  if (summary.databases === 0 && !hasOutcomes(summary.expectedFailures)) return;
  process.stderr.write(formatSummary(summary));
  tellGitHub(summary.expectedFailures, directory);
}

function writeSummary(file: string, summary: RunSummary): void {
  try {
    writeFileSync(file, `${JSON.stringify(summary, undefined, 2)}\n`);
  } catch (error) {
    const problem = messageOf(error);
    process.stderr.write(toLogText(`picklejar: PICKLEJAR_SUMMARY_FILE must be a file that can be written: ${problem}\n`));
  }
}

function summarize({ origins, durations, hooksMs, sources, openConnections, copying }: RunTotals, run: Run): RunSummary {
  return {
    databases: durations.count,
    origins,
    medianMs: durations.medianMs,
    totalMs: durations.totalMs,
    hooksMs,
    // Above the run directory lies the folder that holds those of one user.
    storage: dirname(dirname(run.path)),
    templates: [...sources].flatMap(([database, { fingerprint, template, strategy }]) =>
      template === undefined
        ? []
        : {
            database,
            origin: template.isBuilt ? "built" : "found",
            buildMs: template.buildMs,
            sizeBytes: template.sizeBytes,
            fingerprint,
            strategy: strategy.strategy,
            strategyReason: strategy.reason,
            dirtyBaseFiles: strategy.dirtyCount,
          },
    ),
    openConnections,
    copying,
    ...countKeptDatabases(run),
    expectedFailures: summarizeOutcomes(readOutcomes(run.path)),
  };
}

function formatSummary({
  databases,
  origins,
  medianMs,
  totalMs,
  templates,
  openConnections,
  copying,
  kept,
  notKept,
  expectedFailures,
}: RunSummary): string {
  const how = Object.entries(origins).map(([origin, count]) => `${count} ${ORIGIN_WORDS[origin] ?? origin}`);
  const times = `median ${formatMs(medianMs)}, together ${formatMs(totalMs)}`;
  const lines = [
    ...(databases === 0 ? [] : [`${quantity(databases, "scenario database")} (${how.join(", ")}), ${times}`]),
    ...templates.map((template) => describeTemplate(template, templates.length > 1)),
    ...describeCopying(copying),
    ...describeKept(kept, notKept),
    ...describeOpenConnections(openConnections),
    ...describeOutcomes(expectedFailures),
  ];
  return lines.map((line) => `picklejar: ${toLogLine(line)}\n`).join("");
}

function describeTemplate(template: TemplateSummary, isOneOfSeveral: boolean): string {
  const { database, origin, buildMs, fingerprint, strategy, strategyReason, dirtyBaseFiles } = template;
  const name = isOneOfSeveral ? ` of "${database}"` : "";
  const dirty = dirtyBaseFiles === 0 ? "" : `; ${quantity(dirtyBaseFiles, "base file")} not used again`;
  const label = `template ${fingerprint.slice(0, 12)}${name}`;
  const built = `built in ${formatMs(buildMs)}`;
  return `${origin === "built" ? `${label} ${built}` : `reused ${label} (${built})`}; ${strategy}: ${strategyReason}${dirty}`;
}

function describeCopying({ copyMs, overlayMs, elapsedMs }: RunSummary["copying"]): readonly string[] {
  const share = copyMs / elapsedMs;
  if (!(share > NOTEWORTHY_SHARE)) return [];
  const saved = `\`strategy: "overlay"\` would have saved about ${formatMs(copyMs - overlayMs)}; see docs/strategies.md`;
  return [`copying took ${formatMs(copyMs)}, ${Math.round(share * 100)} % of the run: ${saved}`];
}

function describeKept(kept: number, notKept: number): readonly string[] {
  if (kept + notKept === 0) return [];
  const more = notKept === 0 ? "" : ` (and ${notKept} more, which were not: the first of a run are enough)`;
  return [`${quantity(kept, "database")} kept${more}: \`npx picklejar failed\` shows what is in them`];
}

function describeOpenConnections({ scenarios, first, isLibsqlLoaded }: RunSummary["openConnections"]): readonly string[] {
  if (scenarios === 0) return [];
  const more = scenarios > first.length ? [`  and ${scenarios - first.length} more`] : [];
  return [
    `${quantity(scenarios, "scenario")} left connections to databases open; close them in the step, with this.defer() or in onRelease:`,
    ...first.map(({ scenario, paths }) => `  ${scenario}: ${paths.join(", ")}`),
    ...more,
    ...(isLibsqlLoaded ? [`  ${LIBSQL_REMARK}`] : []),
  ];
}

function quantity(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

const ORIGIN_WORDS: Readonly<Record<string, string>> = {
  template: "from the template",
  migrated: "migrated for real",
  memory: "in memory",
};

function formatMs(durationMs: number): string {
  return durationMs < 10 ? `${durationMs.toFixed(2)} ms` : `${Math.round(durationMs)} ms`;
}
