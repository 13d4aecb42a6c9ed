import { pathToFileURL } from "node:url";

import { migrateWithDrizzle, listDrizzle } from "./drizzle.mjs";
import { LEDGERS } from "./ledgers.mjs";
import { runScripts } from "./run-scripts.mjs";
import { listScripts } from "./scripts.mjs";

/** What makes the database that a project's own tool would make: `migrate(path)`; how many files that are; and the ledger, if one is expected. */
export async function createOwner(project) {
  const { owner, directory } = project;
  if (owner === "module") {
    const { migrate, files, ledger } = await import(pathToFileURL(project.module).href);
    return { migrate, files, ledger };
  }
  if (owner === "drizzle") {
    const files = listDrizzle(directory).length;
    return { files, ledger: LEDGERS.drizzle, migrate: (path) => migrateWithDrizzle(path, directory) };
  }
  const scripts = listScripts(project);
  const ledger = LEDGERS[owner];
  return { files: scripts.length, ledger, migrate: async (path) => runScripts(path, scripts, ledger, project) };
}
