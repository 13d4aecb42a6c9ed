import { join, resolve } from "node:path";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { loadConfigFileNow, type LoadedConfig } from "../../config/load-config.js";
import { attempt } from "../../errors/attempt.js";
import { pathKind } from "../../files/identity/stat-reachable.js";
import { readPathState } from "../../modules/inputs/path-state.js";
import { stampDirectory } from "../../record/registered-source.js";
import { writeRunRecord } from "../../record/run-record.js";
import type { Run } from "../../runs/run.js";
import { computeFingerprints } from "../../template/fingerprint/fingerprint.js";
import { prepareDatabase } from "../prepare-database.js";
import type { PreparedDatabase } from "../prepared-database.js";
import {
  digestVariable,
  forgetRecordedSuite,
  suiteRecordNameOf,
  type RecordedDatabase,
  type RecordedFile,
  type SuiteRecord,
} from "./suite-record.js";

/**
 * Prepares the databases of a configuration file, and notes for the workers of the run what they need of it. Notes nothing where they have to load it
 * all the same: if templates are off, if migrations are given in code, or if `connection` is in a module that awaits at its top level.
 *
 * @throws what building a template can throw; see {@link initTestDb}
 */
export async function recordSuite(run: Run, config: LoadedConfig): Promise<void> {
  const { file, directory } = config;
  const prepared: PreparedDatabase[] = [];
  for (const database of config.databases.values()) prepared.push(await prepareDatabase(database));
  if (needsConnection(config) && attempt(() => loadConfigFileNow(file)) === undefined) return;
  const databases = prepared.flatMap((each) => describeDatabase(each) ?? []);
  if (databases.length < prepared.length) return;
  const all = prepared.map(({ database }) => database);
  const directories = all.flatMap(listFolders).flatMap(stampDirectory);
  const paths = new Set([file, ...(await Promise.all(all.map(listPaths))).flat()]);
  const files = [...paths].map(describeFile);
  // What was read above is what the templates were made from only if that is still so.
  for (const each of prepared) if (!(await isCurrent(each))) return;
  const names = new Set(["PICKLEJAR_TEMPLATE", ...all.flatMap(({ environmentInputs }) => environmentInputs)]);
  const variables = [...names].map((name) => [name, digestVariable(name)] as const);
  const record: SuiteRecord = { file, directory, files, directories, variables, databases };
  writeRunRecord(run, suiteRecordNameOf(process.cwd()), record);
  forgetRecordedSuite(run);
}

function describeFile(path: string): RecordedFile {
  return { path, ...readPathState({ path, aspect: "content", except: [] }) };
}

function needsConnection({ databases }: LoadedConfig): boolean {
  return [...databases.values()].some(({ connection }) => connection !== undefined);
}

function describeDatabase({ database, template, source, schemaId, buildMs }: PreparedDatabase): RecordedDatabase | undefined {
  const { source: migrations, migrator: _migrator, migrate, connection, seed, load: _load, ...data } = database;
  if (template === undefined || (migrations?.migrations.length ?? 0) > 0) return undefined;
  const has = { migrate: migrate !== undefined, connection: connection !== undefined, seed: seed !== undefined };
  return { database: data, source: migrations, has, schemaId, sourceKey: source.key, templatePath: template.path, buildMs };
}

/** The folders of what `inputs` names, each of which changes when a file comes into it. */
function listFolders({ directory, inputs }: ResolvedDatabase): readonly string[] {
  const paths = inputs.filter((pattern) => !pattern.startsWith("!")).map((pattern) => resolve(directory, pattern));
  return paths.map((path) => (pathKind(path) === "folder" ? join(path, "**") : path));
}

async function listPaths(database: ResolvedDatabase): Promise<readonly string[]> {
  return (await computeFingerprints(database)).paths;
}

/** Whether the template is still what the files would make, and this process has loaded them as they are. */
async function isCurrent({ database, template }: PreparedDatabase): Promise<boolean> {
  const { migrated, seeded, outdatedModules } = await computeFingerprints(database);
  const { fingerprint, observed } = template?.manifest ?? {};
  return outdatedModules.length === 0 && (seeded ?? migrated).hash === (observed?.declaredHash ?? fingerprint?.hash);
}
