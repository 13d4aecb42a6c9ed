import type { ResolvedDatabase } from "../config/database-config.js";
import { readMigrations } from "../migrations/files/read-migrations.js";
import { ensureTemplates } from "../template/ensure-template.js";
import { areTemplatesOff } from "../template/given-template.js";
import type { Template } from "../template/template.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import { formatCount, formatDuration, formatSize } from "./format-quantity.js";
import { loadDatabases } from "./load-databases.js";
import { refusal } from "./misuse-error.js";
import { showProgress } from "./show-progress.js";

interface BuiltTemplate {
  readonly kind: "migrated" | "seeded";
  readonly outcome: "built" | "found";
  readonly path: string;
  readonly fingerprint: string;
  readonly sizeBytes: number;
  /** Of its migrations, or of its seed. */
  readonly buildMs: number;
}

interface BuiltDatabase {
  readonly database: string;
  /** Absent when `migrate` makes the database. */
  readonly migrations: number | undefined;
  readonly templates: readonly BuiltTemplate[];
}

/** `picklejar build`: makes sure of the templates of each database. */
export async function runBuild(options: CommandOptions): Promise<CommandResult> {
  if (areTemplatesOff()) throw refusal("build makes templates, and PICKLEJAR_TEMPLATE is off; unset it");
  const startMs = performance.now();
  const { databases } = await loadDatabases(options);
  const built: BuiltDatabase[] = [];
  for (const database of databases) built.push(await buildOne(database, options));
  const elapsedMs = performance.now() - startMs;
  return {
    exitCode: 0,
    data: { databases: built, elapsedMs },
    lines: [...built.flatMap(describeDatabase), `Done in ${formatDuration(elapsedMs)}.`],
  };
}

async function buildOne(database: ResolvedDatabase, { json = false }: CommandOptions): Promise<BuiltDatabase> {
  const display = json ? undefined : showProgress(database.name);
  try {
    const { migrated, forTests, built } = await ensureTemplates(database, display?.update);
    const templates = migrated === undefined || migrated === forTests ? [forTests] : [migrated, forTests];
    const migrations = database.source === undefined ? undefined : readMigrations(database.source).migrations.length;
    const described = templates.map((template) => describeTemplate(template, built.includes(template) ? "built" : "found"));
    return { database: database.name, migrations, templates: described };
  } finally {
    display?.end();
  }
}

function describeTemplate({ path, manifest }: Template, outcome: BuiltTemplate["outcome"]): BuiltTemplate {
  const { isSeeded, fingerprint, sizeBytes, buildMs } = manifest;
  return { kind: isSeeded ? "seeded" : "migrated", outcome, path, fingerprint: fingerprint.hash, sizeBytes, buildMs };
}

function describeDatabase({ database, migrations, templates }: BuiltDatabase): string[] {
  return templates.map(({ kind, outcome, path, sizeBytes, buildMs }) => {
    const made = migrations === undefined ? "by migrate" : `from ${formatCount(migrations, "migration")}`;
    const how = kind === "seeded" ? "by the seed" : made;
    const took = outcome === "built" ? `in ${formatDuration(buildMs)}` : `(it took ${formatDuration(buildMs)} to build)`;
    return `${database}: ${outcome} the ${kind} template, ${how} ${took}, ${formatSize(sizeBytes)}: "${path}"`;
  });
}
