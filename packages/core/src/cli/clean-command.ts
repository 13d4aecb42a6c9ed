import { existsSync } from "node:fs";

import { sweepRuns } from "../runs/sweep-runs.js";
import { ensureCacheDirectory } from "../template/cache-directory.js";
import { listAbandonedBuilds, removeAbandonedBuilds } from "../template/build/build-directory.js";
import { removeTemplate, type CachedTemplate } from "../template/prune-templates.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import { formatCount, formatSize } from "./format-quantity.js";
import { listRuns, measureSize } from "./status/list-runs.js";
import { loadDatabases } from "./load-databases.js";
import { selectProjectTemplates } from "./select-project-templates.js";

export interface CleanOptions extends CommandOptions {
  /** How many templates of each kind and database stay. */
  readonly keep?: number;
  readonly dryRun?: boolean;
}

interface RemovedThing {
  readonly what: "template" | "abandoned build" | "run directory";
  readonly path: string;
  readonly sizeBytes: number;
  readonly outcome: "removed" | "would be removed" | "in use" | "not removed";
}

/** `picklejar clean`: removes this project's templates, and what killed builds and runs left. */
export async function runClean(options: CleanOptions): Promise<CommandResult> {
  const loaded = await loadDatabases(options);
  const cacheDirectory = ensureCacheDirectory(loaded.config.directory);
  const { keep = 0, dryRun = false } = options;
  const templates = selectProjectTemplates(cacheDirectory, loaded, options.database !== undefined);
  const surplus = templates.filter((template) => rankOf(template, templates) >= keep);
  const things = [
    ...surplus.map((template) => cleanTemplate(cacheDirectory, template, dryRun)),
    ...cleanBuilds(cacheDirectory, dryRun),
    ...cleanRuns(dryRun),
  ];
  const freed = things.filter(({ outcome }) => outcome === "removed" || outcome === "would be removed");
  const freedBytes = freed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    exitCode: 0,
    data: { dryRun, cacheDirectory, things, kept: templates.length - surplus.length, freedBytes },
    lines: [
      ...things.map(describeThing),
      `${dryRun ? "Would remove" : "Removed"} ${countThings(freed)}, ${formatSize(freedBytes)}.`,
    ],
  };
}

/** How many of its kind and database were used later; `templates` are sorted by use. */
function rankOf(given: CachedTemplate, templates: readonly CachedTemplate[]): number {
  return templates.filter(({ owner, isSeeded }) => owner === given.owner && isSeeded === given.isSeeded).indexOf(given);
}

function cleanTemplate(
  cacheDirectory: string,
  { path, fingerprintHash, sizeBytes }: CachedTemplate,
  dryRun: boolean,
): RemovedThing {
  const thing = { what: "template", path, sizeBytes } as const;
  if (dryRun) return { ...thing, outcome: "would be removed" };
  return { ...thing, outcome: removeTemplate(cacheDirectory, fingerprintHash) ? "removed" : "in use" };
}

/** Of all projects: nobody will ever use them. */
function cleanBuilds(cacheDirectory: string, dryRun: boolean): RemovedThing[] {
  const sizes = listAbandonedBuilds(cacheDirectory).map((path) => [path, measureSize(path)] as const);
  if (!dryRun) removeAbandonedBuilds(cacheDirectory);
  return sizes.map(([path, sizeBytes]) => {
    const outcome = dryRun ? "would be removed" : existsSync(path) ? "in use" : "removed";
    return { what: "abandoned build", path, sizeBytes, outcome };
  });
}

function cleanRuns(dryRun: boolean): RemovedThing[] {
  const dead = listRuns().filter(({ isAlive }) => !isAlive);
  // Measured before they are removed.
  const sizes = new Map(dead.map(({ path, sizeBytes }) => [path, sizeBytes]));
  const describe = (paths: Iterable<string>, outcome: RemovedThing["outcome"]): RemovedThing[] =>
    Array.from(paths, (path) => ({ what: "run directory", path, sizeBytes: sizes.get(path) ?? 0, outcome }));
  if (dryRun) return describe(sizes.keys(), "would be removed");
  const { removed, failed } = sweepRuns();
  return [...describe(removed, "removed"), ...describe(failed, "not removed")];
}

function describeThing({ what, path, sizeBytes, outcome }: RemovedThing): string {
  return `${outcome}: ${what} "${path}" (${formatSize(sizeBytes)})`;
}

function countThings(things: readonly RemovedThing[]): string {
  const count = (kind: RemovedThing["what"]): number => things.filter(({ what }) => what === kind).length;
  const [builds, runs] = [count("abandoned build"), count("run directory")];
  const buildsSaid = builds === 0 ? "" : `, ${formatCount(builds, "leftover")} of builds`;
  return `${formatCount(count("template"), "template")}${buildsSaid} and ${formatCount(runs, "run directory", "run directories")}`;
}
