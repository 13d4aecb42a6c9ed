import { pathToFileURL } from "node:url";

import { LEDGERS } from "./ledgers.mjs";
import { runScripts } from "./run-scripts.mjs";
import { listScripts } from "./scripts.mjs";
import { TOOLS } from "./tools.mjs";

/** What makes the database that a project's own tool would make: `migrate(path)`; how many files that are; and the ledger, if one is expected. */
export async function createOwner(project) {
  const { owner, directory } = project;
  if (owner === "module") {
    const { migrate, files, ledger } = await import(pathToFileURL(project.module).href);
    return { migrate, files, ledger };
  }
  const scripts = listScripts(project);
  const [run, ledger] = [TOOLS[owner], LEDGERS[owner]];
  return {
    files: scripts.length,
    ledger,
    migrate: async (path) => (run === undefined ? runScripts(path, scripts, ledger, project) : run(path, directory)),
  };
}
