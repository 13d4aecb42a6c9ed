import type { ResolvedDatabase } from "../config/database-config.js";
import { readMigrations } from "../migrations/files/read-migrations.js";
import { ensureCacheDirectory } from "../template/cache-directory.js";
import { computeFingerprints } from "../template/fingerprint/fingerprint.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import { describeStatus, type DatabaseStatus, type Status } from "./describe-status.js";
import { describeStrategy } from "./describe-strategy.js";
import { inspectTemplate } from "./inspect-template.js";
import { listRuns } from "./list-runs.js";
import { loadDatabases } from "./load-databases.js";
import { selectProjectTemplates } from "./select-project-templates.js";

/** `picklejar status`: says what is there. */
export async function runStatus(options: CommandOptions): Promise<CommandResult> {
  const loaded = await loadDatabases(options);
  const cacheDirectory = ensureCacheDirectory(loaded.config.directory);
  const databases: DatabaseStatus[] = [];
  for (const database of loaded.databases) databases.push(await inspectDatabase(database, cacheDirectory));
  const asked = new Set(databases.flatMap(({ templates }) => templates.map(({ fingerprint }) => fingerprint)));
  const others = selectProjectTemplates(cacheDirectory, loaded, options.database !== undefined).filter(
    ({ fingerprintHash }) => !asked.has(fingerprintHash),
  );
  const status: Status = {
    configFile: loaded.config.file,
    cacheDirectory,
    templateVariable: process.env["PICKLEJAR_TEMPLATE"] || undefined,
    databases,
    otherTemplates: { count: others.length, sizeBytes: others.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) },
    runs: listRuns(),
  };
  return { exitCode: 0, data: status, lines: describeStatus(status) };
}

async function inspectDatabase(database: ResolvedDatabase, cacheDirectory: string): Promise<DatabaseStatus> {
  const { migrated, seeded, isObserved } = await computeFingerprints(database);
  const wanted = [{ kind: "migrated", declared: migrated, isObserved } as const];
  const all = seeded === undefined ? wanted : [...wanted, { kind: "seeded", declared: seeded, isObserved } as const];
  const templates = all.map((template) => inspectTemplate(database, template, cacheDirectory));
  return {
    database: database.name,
    migrations: database.source === undefined ? undefined : readMigrations(database.source).migrations.length,
    strategy: describeStrategy(database, templates),
    templates,
    areInputsGiven: database.areInputsGiven,
    unresolved: [...new Set([...migrated.unresolved, ...(seeded?.unresolved ?? [])])],
  };
}
