import { dirname } from "node:path";

import { MAX_RETAINED } from "../../evidence/retained/retained-databases.js";
import { countRetainedDatabases } from "../../evidence/retained/retained-slots.js";
import type { Run } from "../../runs/run.js";
import type { StrategyChoice } from "../../strategies/choose-strategy.js";
import { LIBSQL_REMARK } from "../libsql-loaded.js";
import { NOTEWORTHY_SHARE, readRunTotals, type RunTotals } from "./run-statistics.js";
import type { RunnerWords } from "../runner-words.js";

/** Of all workers together: less is lost in the noise of a run. */
const NOTEWORTHY_LOSS_MS = 250;

/** What a run of tests did; plain data. */
export interface RunSummary {
  /** How many test databases were made. */
  readonly databases: number;
  /** The same, by {@link Origin}. */
  readonly origins: Readonly<Record<string, number>>;
  /** Of making one, in milliseconds. */
  readonly medianMs: number;
  readonly totalMs: number;
  /** Milliseconds that test files took to find out what their databases are copies of. */
  readonly setUpMs: number;
  /** Milliseconds that the migrations and seeds would have taken, once for each database; infinite where that is not known. */
  readonly migratingMs: number;
  /** Milliseconds that picklejar's hooks took before and after tests, all workers together: making databases is in it. */
  readonly hooksMs: number;
  /** Absolute path of the storage that the databases were on. */
  readonly storage: string;
  /** What they are copies of; none with `PICKLEJAR_TEMPLATE=off`. */
  readonly templates: readonly TemplateSummary[];
  /** Tests that left connections to their database open: all counted, the first named. */
  readonly openConnections: RunTotals["openConnections"];
  /** What copying cost, where overlays would have cost less. */
  readonly copying: RunTotals["copying"];
  /** How many databases are retained in `.picklejar/failed`. */
  readonly retained: number;
  /** How many were not retained, since there were enough. */
  readonly notRetained: number;
}

/** A template that test databases were copied from. */
export interface TemplateSummary {
  /** `default`, or the database's name under `databases`. */
  readonly database: string;
  readonly origin: "built" | "found";
  /** How long its migrations and seed took when it was built. */
  readonly buildMs: number;
  readonly sizeBytes: number;
  readonly fingerprint: string;
  /** How its copies came about in the end. */
  readonly strategy: StrategyChoice["strategy"];
  /** Why so, as a clause in lower case. */
  readonly strategyReason: string;
  /** How many base files of an overlay were not used again, which costs a copy each. */
  readonly dirtyBaseFiles: number;
}

/** Adds up what the workers of a run did, as far as they saved it. */
export function summarizeRun(run: Run): RunSummary {
  const { origins, durations, hooksMs, sources, openConnections, copying, made, setUpMs } = readRunTotals(run);
  const migratingMs = Object.entries(made).map(
    ([name, count]) => count * (sources.get(name)?.template?.buildMs ?? Number.POSITIVE_INFINITY),
  );
  return {
    databases: durations.count,
    origins,
    medianMs: durations.medianMs,
    totalMs: durations.totalMs,
    setUpMs,
    migratingMs: migratingMs.reduce((sum, each) => sum + each, 0),
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
    ...countRetainedDatabases(run),
  };
}

/** The lines of a summary, for people. */
export function describeRunSummary(summary: RunSummary, words: RunnerWords): readonly string[] {
  const { databases, origins, medianMs, totalMs, templates, openConnections, copying, retained, notRetained } = summary;
  const how = Object.entries(origins).map(([origin, count]) => `${count} ${describeOrigin(origin, templates.length > 0)}`);
  const times = `median ${formatMs(medianMs)}, together ${formatMs(totalMs)}`;
  return [
    ...(databases === 0 ? [] : [`${quantity(databases, `${words.test} database`)} (${how.join(", ")}), ${times}`]),
    ...templates.map((template) => describeTemplate(template, templates.length > 1)),
    ...describeCopying(copying),
    ...describeLoss(summary),
    ...describeRetained(retained, notRetained),
    ...describeOpenConnections(openConnections, words),
  ];
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

/** Says where migrating each database would have been faster: set-up that each test file pays, for migrations that take next to nothing. */
function describeLoss({ databases, totalMs, setUpMs, migratingMs, templates }: RunSummary): readonly string[] {
  const spentMs = totalMs + setUpMs;
  if (templates.length === 0 || spentMs - migratingMs < NOTEWORTHY_LOSS_MS) return [];
  const spent = `setting up test files and making databases took ${formatMs(spentMs)}`;
  const migrating = `migrating ${quantity(databases, "database")} would have taken about ${formatMs(migratingMs)}`;
  return [`${spent}, ${migrating}: this suite is faster if its tests migrate`];
}

function describeRetained(retained: number, notRetained: number): readonly string[] {
  if (retained + notRetained === 0) return [];
  const more = notRetained === 0 ? "" : ` (${notRetained} more failed; a run retains at most ${MAX_RETAINED})`;
  return [`${quantity(retained, "database")} retained${more}: \`npx picklejar failed\` shows what is in them`];
}

function describeOpenConnections(
  { tests, first, isLibsqlLoaded }: RunSummary["openConnections"],
  words: RunnerWords,
): readonly string[] {
  if (tests === 0) return [];
  const more = tests > first.length ? [`  and ${tests - first.length} more`] : [];
  return [
    `${quantity(tests, words.test)} left connections to databases open; close them in the ${words.action}, with ${words.defer} or in onRelease:`,
    ...first.map(({ test, paths }) => `  ${test}: ${paths.join(", ")}`),
    ...more,
    ...(isLibsqlLoaded ? [`  ${LIBSQL_REMARK}`] : []),
  ];
}

function quantity(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function describeOrigin(origin: string, hasTemplate: boolean): string {
  if (origin === "memory") return "in memory";
  return hasTemplate ? "from the template" : "migrated for real";
}

function formatMs(durationMs: number): string {
  return durationMs < 10 ? `${durationMs.toFixed(2)} ms` : `${Math.round(durationMs)} ms`;
}
