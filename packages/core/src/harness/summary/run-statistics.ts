import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

import type { TestDatabaseSource } from "../../databases/prepare-test-databases.js";
import type { TestDatabase } from "../../databases/test-database.js";
import { hasErrorCode } from "../../errors/error-code.js";
import { toLogText } from "../../errors/log-text.js";
import { messageOf } from "../../errors/message-of.js";
import { ensureRunFolder } from "../../runs/ensure-run-folder.js";
import type { RunDirectory } from "../../runs/run-directory.js";
import { DurationHistogram, type DurationCounts } from "./duration-histogram.js";
import { isLibsqlLoaded } from "../libsql-loaded.js";

/** What a test left open. */
export interface OpenConnectionsNote {
  /** As messages name it: `test/order.test.ts:12 "pays twice"`. */
  readonly test: string;
  /** Absolute paths of the databases. */
  readonly paths: readonly string[];
}

/** Folder of the run directory with a file for each worker. */
const FOLDER = "statistics";

/** So many are named; all are counted. */
const MAX_NAMED = 5;

/** Copying that took less of a run than this is not worth a word. */
export const NOTEWORTHY_SHARE = 0.03;
const FEWEST_COPIES = 10;

/** What can be saved of a source. */
export type SourceData = Omit<TestDatabaseSource, "create" | "createNow" | "measureOverlay">;

/** What one worker, or all of them, did. */
export interface RunTotals {
  readonly origins: Readonly<Record<string, number>>;
  /** Of making a database. */
  readonly durations: DurationHistogram;
  /** Milliseconds in the hooks before and after tests. */
  readonly hooksMs: number;
  /** What the databases are copies of, by name of the database. */
  readonly sources: ReadonlyMap<string, SourceData>;
  readonly openConnections: {
    readonly tests: number;
    readonly first: readonly OpenConnectionsNote[];
    /** Whether they may have been closed; see {@link isLibsqlLoaded}. */
    readonly isLibsqlLoaded: boolean;
  };
  readonly copying: CopyingCost;
  /** How many databases were made, by name of the database. */
  readonly made: Readonly<Record<string, number>>;
  /** Milliseconds that test files took to find out what their databases are copies of, without builds. */
  readonly setUpMs: number;
}

/** What copying cost a run, where overlays would have cost less; all workers together, in milliseconds. */
export interface CopyingCost {
  readonly copyMs: number;
  /** What overlays would have taken in place of these copies, as measured at the end. */
  readonly overlayMs: number;
  /** How long the workers ran tests. */
  readonly elapsedMs: number;
}

interface SavedStatistics extends Omit<RunTotals, "durations" | "sources"> {
  readonly counts: DurationCounts;
  readonly totalMs: number;
  readonly sources: readonly (readonly [name: string, source: SourceData])[];
}

/** Counts what a worker did, and leaves it in the run directory for the process that owns the run to add up. */
export class RunStatistics {
  readonly #run: RunDirectory;
  // A process may run tests several times, and load this file anew for each.
  readonly #name = `${process.pid}-${threadId}-${randomBytes(4).toString("hex")}.json`;
  readonly #origins: Record<string, number> = {};
  readonly #durations = new DurationHistogram();
  readonly #sources = new Map<string, TestDatabaseSource>();
  readonly #open: OpenConnectionsNote[] = [];
  readonly #made = new Map<string, { count: number; totalMs: number }>();
  /** When the first database was made. */
  #startMs: number | undefined;
  #openCount = 0;
  #hooksMs = 0;
  #setUpMs = 0;

  constructor(run: RunDirectory) {
    this.#run = run;
  }

  noteSource(name: string, source: TestDatabaseSource): void {
    this.#sources.set(name, source);
  }

  noteDatabase(name: string, origin: TestDatabase["origin"], durationMs: number): void {
    this.#startMs ??= performance.now() - durationMs;
    this.#origins[origin] = (this.#origins[origin] ?? 0) + 1;
    this.#durations.add(durationMs);
    const made = this.#made.get(name) ?? { count: 0, totalMs: 0 };
    made.count += 1;
    made.totalMs += durationMs;
    this.#made.set(name, made);
  }

  noteHooks(durationMs: number): void {
    this.#hooksMs += durationMs;
  }

  /** Notes how long a test file took to load its configuration, and to find its templates; a build in it is taken off. */
  noteSetUp(durationMs: number): void {
    const templates = [...this.#sources.values()].flatMap(({ template }) => (template?.isBuilt === true ? template : []));
    const buildsMs = templates.reduce((sum, { buildMs }) => sum + buildMs, 0);
    this.#setUpMs += Math.max(0, durationMs - buildsMs);
  }

  noteOpenConnections(test: string, paths: readonly string[]): void {
    this.#openCount++;
    if (this.#open.length < MAX_NAMED) this.#open.push({ test, paths });
  }

  /** Overlays are measured only where copies took a share of the time that somebody may want back. */
  #measureCopying(): CopyingCost {
    const elapsedMs = this.#startMs === undefined ? 0 : performance.now() - this.#startMs;
    let [copyMs, overlayMs] = [0, 0];
    for (const [name, { count, totalMs }] of this.#made) {
      const isNoteworthy = count >= FEWEST_COPIES && totalMs > elapsedMs * NOTEWORTHY_SHARE;
      const eachMs = isNoteworthy ? this.#sources.get(name)?.measureOverlay() : undefined;
      if (eachMs === undefined || eachMs * count >= totalMs) continue;
      copyMs += totalMs;
      overlayMs += eachMs * count;
    }
    return { copyMs, overlayMs, elapsedMs };
  }

  save(): void {
    const saved: SavedStatistics = {
      origins: this.#origins,
      counts: this.#durations.counts,
      totalMs: this.#durations.totalMs,
      hooksMs: this.#hooksMs,
      sources: [...this.#sources],
      openConnections: {
        tests: this.#openCount,
        first: this.#open,
        isLibsqlLoaded: this.#openCount > 0 && isLibsqlLoaded(),
      },
      copying: this.#measureCopying(),
      made: Object.fromEntries([...this.#made].map(([name, { count }]) => [name, count])),
      setUpMs: this.#setUpMs,
    };
    try {
      writeFileSync(join(ensureRunFolder(this.#run, FOLDER), this.#name), JSON.stringify(saved));
    } catch (error) {
      // Thrown in a hook, it would cost the whole report. A run that has ended has no summary.
      if (hasErrorCode(error, "RUN_ENDED")) return;
      process.stderr.write(toLogText(`picklejar: the summary leaves a worker out: ${messageOf(error)}\n`));
    }
  }
}

/** Adds up what the workers of a run saved. */
export function readRunTotals(run: RunDirectory): RunTotals {
  const origins: Record<string, number> = {};
  const durations = new DurationHistogram();
  const sources = new Map<string, SourceData>();
  const first: OpenConnectionsNote[] = [];
  let tests = 0;
  let hasLibsql = false;
  let hooksMs = 0;
  let setUpMs = 0;
  const made: Record<string, number> = {};
  const copying = { copyMs: 0, overlayMs: 0, elapsedMs: 0 };
  for (const saved of readSaved(join(run.path, FOLDER))) {
    for (const [origin, count] of Object.entries(saved.origins)) origins[origin] = (origins[origin] ?? 0) + count;
    durations.merge(saved.counts, saved.totalMs);
    hooksMs += saved.hooksMs;
    setUpMs += saved.setUpMs;
    for (const [name, count] of Object.entries(saved.made)) made[name] = (made[name] ?? 0) + count;
    for (const [name, source] of saved.sources) sources.set(name, mergeSources(sources.get(name), source));
    tests += saved.openConnections.tests;
    first.push(...saved.openConnections.first);
    copying.copyMs += saved.copying.copyMs;
    copying.overlayMs += saved.copying.overlayMs;
    copying.elapsedMs += saved.copying.elapsedMs;
    hasLibsql ||= saved.openConnections.isLibsqlLoaded;
  }
  return {
    origins,
    durations,
    hooksMs,
    sources,
    openConnections: { tests, first: first.slice(0, MAX_NAMED), isLibsqlLoaded: hasLibsql },
    copying,
    made,
    setUpMs,
  };
}

/** One of the workers built the template, and the others found it; any of them may have given a strategy up. */
function mergeSources(one: SourceData | undefined, other: SourceData): SourceData {
  if (one === undefined) return other;
  const { template } = other.template?.isBuilt === true ? other : one;
  const hasFallenBack = other.strategy.reason !== one.strategy.reason && other.strategy.dirtyCount > 0;
  const strategy = {
    ...(hasFallenBack ? other.strategy : one.strategy),
    dirtyCount: one.strategy.dirtyCount + other.strategy.dirtyCount,
    dirtyBaseFiles: [...one.strategy.dirtyBaseFiles, ...other.strategy.dirtyBaseFiles].slice(0, MAX_NAMED),
  };
  return { ...one, template, strategy };
}

function readSaved(directory: string): readonly SavedStatistics[] {
  // It is missing where no worker came as far as to save: in a dry run, or without tests.
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.flatMap((name): SavedStatistics | readonly [] => {
    try {
      return JSON.parse(readFileSync(join(directory, name), "utf8"));
    } catch {
      // Half of a file, by a worker that was ended over it.
      return [];
    }
  });
}
