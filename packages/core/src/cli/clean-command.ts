import { existsSync } from "node:fs";

import { sweepRuns } from "../runs/sweep-runs.js";
import { ensureCacheDirectory } from "../template/cache-directory.js";
import { listAbandonedBuilds, removeAbandonedBuilds } from "../template/build/build-directory.js";
import { removeTemplate, type CachedTemplate } from "../template/prune-templates.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import { formatCount, formatSize } from "./format-quantity.js";
import { listRuns } from "./list-runs.js";
import { loadDatabases } from "./load-databases.js";
import { measureSize } from "./measure-size.js";
import { selectProjectTemplates } from "./select-project-templates.js";

export interface CleanOptions extends CommandOptions {
  /** So many templates of each kind and database stay. */
  readonly keep?: number;
  readonly dryRun?: boolean;
}

interface RemovedThing {
  readonly what: "template" | "abandoned build" | "run directory";
  readonly path: string;
  readonly sizeBytes: number;
  readonly outcome: "removed" | "would be removed" | "in use" | "not removed";
}

/** `picklejar clean`: removes this project's templates, and what builds and runs left that were killed, and nothing else. */
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

/** How many of its kind and database were used later. */
function rankOf({ owner, isSeeded, fingerprintHash }: CachedTemplate, templates: readonly CachedTemplate[]): number {
  return templates
    .filter((template) => template.owner === owner && template.isSeeded === isSeeded)
    .findIndex((template) => template.fingerprintHash === fingerprintHash);
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

/** Whose they are does not matter: nobody will ever use them. */
function cleanBuilds(cacheDirectory: string, dryRun: boolean): RemovedThing[] {
  const what = "abandoned build";
  const found = listAbandonedBuilds(cacheDirectory).map((path) => ({ path, sizeBytes: measureSize(path) }));
  if (!dryRun) removeAbandonedBuilds(cacheDirectory);
  const outcomeOf = (path: string): RemovedThing["outcome"] =>
    dryRun ? "would be removed" : existsSync(path) ? "in use" : "removed";
  return found.map(({ path, sizeBytes }) => ({ what, path, sizeBytes, outcome: outcomeOf(path) }));
}

/** Sizes are taken before, since afterwards there is nothing to measure. */
function cleanRuns(dryRun: boolean): RemovedThing[] {
  const dead = listRuns().filter(({ isAlive }) => !isAlive);
  const what = "run directory";
  if (dryRun) return dead.map(({ path, sizeBytes }) => ({ what, path, sizeBytes, outcome: "would be removed" }));
  const { removed, failed } = sweepRuns();
  const sizes = new Map(dead.map(({ path, sizeBytes }) => [path, sizeBytes]));
  const describe = (path: string, outcome: RemovedThing["outcome"]): RemovedThing => ({
    what,
    path,
    sizeBytes: sizes.get(path) ?? 0,
    outcome,
  });
  return [...removed.map((path) => describe(path, "removed")), ...failed.map((path) => describe(path, "not removed"))];
}

function describeThing({ what, path, sizeBytes, outcome }: RemovedThing): string {
  return `${outcome}: ${what} "${path}" (${formatSize(sizeBytes)})`;
}

function countThings(things: readonly RemovedThing[]): string {
  const count = (kind: RemovedThing["what"]): number => things.filter(({ what }) => what === kind).length;
  const [builds, runs] = [count("abandoned build"), count("run directory")];
  const buildsSaid = builds === 0 ? "" : `, ${formatCount(builds, "leftover")} of builds`;
  return `${formatCount(count("template"), "template")}${buildsSaid} and ${runs === 1 ? "1 run directory" : `${runs} run directories`}`;
}
