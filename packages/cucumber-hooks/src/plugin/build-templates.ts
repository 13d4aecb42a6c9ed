import { RunStatistics } from "@picklejar/core/integration";

import type { InstalledHooks } from "../installed-hooks.js";
import { SuiteWorker } from "../suite-worker.js";

/** Makes sure of the templates before the workers start, so that none of them has to wait for another. */
export async function buildTemplates(installed: InstalledHooks | undefined): Promise<void> {
  if (installed === undefined || isDryRun(process.argv)) return;
  const statistics = new RunStatistics(installed.run);
  try {
    await new SuiteWorker(installed, statistics).prepare(undefined);
    statistics.save();
  } catch {
    // What fails here fails in the hooks too, which know all options, and are reported by Cucumber.
  }
}

/** A plugin is not told. Where the configuration says it, a template is built that nobody needs yet. */
function isDryRun(words: readonly string[]): boolean {
  return words.includes("--dry-run") || words.includes("-d");
}
