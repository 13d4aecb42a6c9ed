import { dirname } from "node:path";
import { initTestDb } from "@picklejar/core";
import { prepareTestDatabases } from "@picklejar/core/integration";

import { strategyConfiguration } from "./used-database.js";

/** What a bare copy is made from and where, to be compared with ours. */
export interface CopyPlace {
  /** Absolute path of the template. */
  readonly templatePath: string;
  /** Absolute folder on the storage that picklejar picks. */
  readonly folder: string;
}

/** Builds the template, and finds the folder that copies of it go to. */
export async function findCopyPlace(migrationsDirectory: string): Promise<CopyPlace> {
  const config = strategyConfiguration(migrationsDirectory, "copy");
  const { template } = await prepareTestDatabases(config);
  if (template === undefined) throw new Error("PICKLEJAR_TEMPLATE must not be off for this measurement");
  const database = await initTestDb(config);
  await database.dispose();
  return { templatePath: template.path, folder: dirname(dirname(database.path)) };
}
