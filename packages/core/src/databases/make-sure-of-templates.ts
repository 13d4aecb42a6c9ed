import { existsSync } from "node:fs";

import type { ResolvedDatabase } from "../config/database-config.js";
import { RunEndedError } from "../errors/classes/run-errors.js";
import { explainStorageError } from "../files/explain-file-error.js";
import {
  configKeyOf,
  describeConnection,
  registerSource,
  schemaIdOf,
  stampDirectory,
  type RegisteredSource,
  type RegisteredTemplate,
} from "../record/registered-source.js";
import { storageKindOf } from "../runs/choose-storage.js";
import type { Run } from "../runs/run.js";
import { chooseStrategy } from "../strategies/choose-strategy.js";
import { DatabasePool } from "../strategies/pool.js";
import { ensureTemplates } from "../template/ensure-template.js";
import { computeFingerprints } from "../template/fingerprint/fingerprint.js";
import { areTemplatesOff } from "../template/given-template.js";
import type { Template } from "../template/template.js";
import type { PreparedDatabase } from "./prepared-database.js";

/** Finds or builds the templates of a database, unless they are off, and enters them in the run's record. */
export async function makeSureOfTemplates(database: ResolvedDatabase, run: Run): Promise<PreparedDatabase> {
  // A runner, or `skipWhenInitialized`, asks the run's record for this key.
  const key = database.source?.key ?? configKeyOf(database.name);
  const schemaId = schemaIdOf(key);
  const described = {
    key,
    connection: describeConnection(database.source?.connection),
    testDatabases: database.testDatabases,
  };
  if (areTemplatesOff()) {
    const { migrated, seeded } = await computeFingerprints(database);
    return {
      database,
      run,
      fingerprint: (seeded ?? migrated).hash,
      template: undefined,
      pool: undefined,
      strategy: chooseStrategy(database.strategy, undefined, storageKindOf(run.path)),
      schemaId,
      source: { ...described, directories: [] },
      isBuilt: false,
      buildMs: 0,
    };
  }
  // Before the migrations are read: one that comes into a folder while the template is built is not in it.
  const directories = (database.source?.locations ?? []).flatMap(stampDirectory);
  const { migrated, forTests, built, buildMs } = await ensureTemplates(database);
  const template = migrated === undefined ? undefined : registrationOf(migrated);
  const { lineage, hasForeignLedger = false } = forTests.manifest;
  const ledgerTable = hasForeignLedger ? undefined : database.source?.ledgerTable;
  const source = { ...described, directories, template, lineage, ledgerTable, hasForeignLedger };
  register(run, source);
  const strategy = chooseStrategy(database.strategy, forTests.manifest, storageKindOf(run.path));
  const pool = new DatabasePool({ run, template: forTests, schemaId }, strategy);
  run.onEnd(() => pool.dispose());
  const fingerprint = forTests.manifest.fingerprint.hash;
  return {
    database,
    run,
    fingerprint,
    template: forTests,
    pool,
    strategy,
    schemaId,
    source,
    isBuilt: built.length > 0,
    buildMs,
  };
}

function register(run: Run, source: RegisteredSource): void {
  try {
    registerSource(run, source);
  } catch (error) {
    // It may have ended while the template was built.
    if (!existsSync(run.path)) throw new RunEndedError(run, "directory-gone", error);
    throw explainStorageError(error, run.recordDirectory);
  }
}

function registrationOf({ path, manifest: { identity, sizeBytes, modifiedMs } }: Template): RegisteredTemplate {
  return { path, identity, sizeBytes, modifiedMs };
}
