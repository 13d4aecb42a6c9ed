import type { ResolvedDatabase } from "../../config/database-config.js";
import { readMigrations } from "../../migrations/files/read-migrations.js";
import { MIGRATOR_SOURCE } from "../../options/migrator-source.js";
import { chooseStorage, storageKindOf } from "../../runs/choose-storage.js";
import { chooseStrategy, describeOverlayLimit, type StrategyChoice } from "../../strategies/choose-strategy.js";
import { ensureCacheDirectory } from "../../template/cache-directory.js";
import { computeFingerprints, type Fingerprint } from "../../template/fingerprint/fingerprint.js";
import { readManifest } from "../../template/manifest.js";
import { manifestPathOf } from "../../template/template-paths.js";
import type { CommandOptions, CommandResult } from "../command-result.js";
import { describeStatus, type DatabaseStatus, type Status } from "./describe-status.js";
import { inspectTemplate, type TemplateStatus } from "./inspect-template.js";
import { listRuns } from "./list-runs.js";
import { loadDatabases } from "../load-databases.js";
import { selectProjectTemplates } from "../select-project-templates.js";

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
  const inspect = (kind: TemplateStatus["kind"], declared: Fingerprint): TemplateStatus =>
    inspectTemplate(database, kind, declared, { isObserved, cacheDirectory });
  const templates = [inspect("migrated", migrated), ...(seeded === undefined ? [] : [inspect("seeded", seeded)])];
  return {
    database: database.name,
    ...describeMigrations(database),
    migrator: database.migrator?.[MIGRATOR_SOURCE],
    strategy: describeStrategy(database, templates),
    templates,
    areInputsGiven: database.areInputsGiven,
    unresolved: [...new Set([...migrated.unresolved, ...(seeded?.unresolved ?? [])])],
  };
}

function describeMigrations({
  source,
}: ResolvedDatabase): Pick<DatabaseStatus, "migrations" | "format" | "recognisedBy" | "ledgerTable"> {
  if (source === undefined) return { migrations: undefined };
  const { migrations, recognition, ledger } = readMigrations(source);
  const format = recognition === undefined ? {} : { format: recognition.reader.format };
  const recognisedBy = recognition?.reason === undefined ? {} : { recognisedBy: recognition.reason };
  return { migrations: migrations.length, ...format, ...recognisedBy, ledgerTable: ledger.table };
}

/** The strategy of a run that begins now. */
function describeStrategy({ strategy }: ResolvedDatabase, templates: readonly TemplateStatus[]): StrategyChoice {
  const forTests = templates.at(-1);
  const template = forTests?.state === "found" ? readManifest(manifestPathOf(forTests.path)) : undefined;
  const storage = storageKindOf(chooseStorage());
  const limit = describeOverlayLimit(storage);
  const isOpen = strategy === "overlay" || (strategy === "auto" && limit !== undefined);
  if (template !== undefined || !isOpen) return chooseStrategy(strategy, template, storage);
  const size = strategy === "auto" ? ` and has ${limit} or more` : "";
  const reason = `until the template is built: overlay, if it is then in WAL mode${size}`;
  return { strategy: "copy", configured: strategy, reason };
}
