import { existsSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { ConfigNotFoundError } from "../../errors/classes/config-errors.js";
import type { DatabaseDifference } from "../../evidence/diff/compare-databases.js";
import { compareFiles } from "../../evidence/diff/compare-with-template.js";
import { describeDifference } from "../../evidence/diff/describe-difference.js";
import { findRetainedRecord } from "../../evidence/retained/retained-record.js";
import { CONTENT_SUFFIXES } from "../../files/database-files.js";
import { ownRun } from "../../runs/own-run.js";
import { ensureCacheDirectory } from "../../template/cache-directory.js";
import { ensureTemplates } from "../../template/ensure-template.js";
import { findTemplate } from "../../template/find-template.js";
import { areTemplatesOff } from "../../template/given-template.js";
import type { CommandOptions, CommandResult } from "../command-result.js";
import { copyForComparison } from "./copy-for-comparison.js";
import { DEFAULT_DATABASE } from "../../config/select-database.js";
import { loadDatabases } from "../load-databases.js";
import { MisuseError, refusal } from "../misuse-error.js";

/** What `picklejar diff --json` prints. */
export interface DiffResult {
  /** Absolute paths. */
  readonly before: string;
  readonly after: string;
  readonly difference: DatabaseDifference;
}

/** Of each kind and table. More than after a test, since the user asked. */
const MAX_ROWS = 50;

/**
 * `picklejar diff A [B]`: says how the second database differs from the first; without a second one, how the first differs from its template. Both
 * are copied first, into a run directory that is removed whatever happens, so nothing is left beside them or changed in them. That directory is in
 * memory only if they fit there with room to spare.
 */
export async function runDiff(options: CommandOptions, [first = "", second]: readonly string[]): Promise<CommandResult> {
  const paths = [first, ...(second === undefined ? [] : [second])].map(resolvePath);
  const run = ownRun(sizeOfCopies(paths));
  try {
    const copies = [];
    for (const [index, path] of paths.entries()) {
      const copy = join(run.databasesDirectory, `copy-${index}.db`);
      await copyForComparison(path, copy);
      copies.push(copy);
    }
    const database = await findDatabase(options, paths);
    if (copies.length === 1) {
      const template = await findTemplateOf(paths[0] ?? "", database);
      paths.unshift(template);
      copies.unshift(join(run.databasesDirectory, "template.db"));
      await copyForComparison(template, copies[0] ?? "");
    }
    const [[before = "", after = ""], [beforeCopy = "", afterCopy = ""]] = [paths, copies];
    const difference = compareFiles(beforeCopy, afterCopy, database, { shownRows: MAX_ROWS });
    return describe({ before, after, difference });
  } finally {
    run.end();
  }
}

/** For a template, the same again as for the database that is compared with it. */
function sizeOfCopies(paths: readonly string[]): number {
  const files = paths.flatMap((path) => CONTENT_SUFFIXES.map((suffix) => path + suffix));
  const sizes = files.map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  return sizes.reduce((sum, size) => sum + size, 0) * (paths.length === 1 ? 2 : 1);
}

function describe(result: DiffResult): CommandResult {
  const { before, after, difference } = result;
  if (difference.isSame) return { exitCode: 0, data: result, lines: [`"${after}" does not differ from "${before}".`] };
  const lines = [`--- "${before}"`, `+++ "${after}"`, ...describeDifference(difference)];
  return { exitCode: 1, data: result, lines, isDifference: true };
}

function resolvePath(path: string): string {
  if (path === "") throw refusal('diff: expected the path of a database, got ""');
  return resolve(path);
}

/** Two databases can be compared without any configuration, and so can a retained one and its template. */
async function findDatabase(options: CommandOptions, paths: readonly string[]): Promise<ResolvedDatabase | undefined> {
  const record = paths.map(findRetainedRecord).find((found) => found !== undefined);
  const name = options.database ?? record?.database ?? DEFAULT_DATABASE;
  const needsConfig = options.config !== undefined || options.database !== undefined;
  try {
    const { config, databases } = await loadDatabases(needsConfig ? { ...options, database: name } : options);
    return needsConfig ? databases[0] : config.databases.get(name);
  } catch (error) {
    if (!needsConfig && error instanceof MisuseError && error.cause instanceof ConfigNotFoundError) return undefined;
    throw error;
  }
}

/** The template that a retained database was copied from, otherwise the one for the current code, built if it is missing. */
async function findTemplateOf(path: string, database: ResolvedDatabase | undefined): Promise<string> {
  const record = findRetainedRecord(path);
  if (record?.template !== undefined) {
    const found = listTemplatePaths(record.template, database).find((candidate) => isTemplate(candidate, record.fingerprint));
    if (found !== undefined) return found;
    throw refusal(
      `the template of "${path}" is gone ("${record.template}"); picklejar failed shows how it differed when it was retained. ` +
        "To compare it with another database, give that as well",
    );
  }
  if (database === undefined) {
    throw refusal(
      `"${path}" is to be compared with a template, and there is no configuration here: give a second database, or --config`,
    );
  }
  if (areTemplatesOff()) throw refusal("there is no template with PICKLEJAR_TEMPLATE=off: give a second database");
  return (await ensureTemplates(database)).forTests.path;
}

/** A database of another machine may have its template here too, under the same name. */
function listTemplatePaths(path: string, database: ResolvedDatabase | undefined): readonly string[] {
  if (database === undefined) return [path];
  return [path, join(ensureCacheDirectory(database.directory), basename(path.replaceAll("\\", "/")))];
}

function isTemplate(path: string, fingerprint: string): boolean {
  const found = existsSync(path) ? findTemplate(path) : undefined;
  return found?.state === "found" && found.template.manifest.fingerprint.hash === fingerprint;
}
