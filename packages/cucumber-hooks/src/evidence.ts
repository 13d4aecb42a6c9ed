import type { TestDatabase } from "@picklejar/core";
import { KeptDatabases, toLogText, type KeptDatabase, type RunDirectory } from "@picklejar/core/integration";

import type { AttemptScenario } from "./scenario-attempt.js";
import { findScenarioLine } from "./scenario-location.js";

/** Keeps databases of scenarios, and has the scenario's report say where they are and what was changed in them. */
export class Evidence {
  readonly #kept: KeptDatabases;

  constructor(run: RunDirectory, projectDirectory: string) {
    this.#kept = new KeptDatabases({ run, projectDirectory });
  }

  /** To be called when a scenario has failed, before what uses its databases is ended: an open transaction is gone afterwards. */
  noteOpenTransactions(databases: readonly TestDatabase[]): void {
    for (const database of databases) this.#kept.noteOpenTransaction(database);
  }

  /** Keeps the databases of an attempt; never throws for what a scenario, a disk or a permission did. */
  async keep(databases: readonly TestDatabase[], scenario: AttemptScenario, world: unknown): Promise<void> {
    const { pickle, gherkinDocument, attempt } = scenario;
    for (const database of databases) {
      const kept = await this.#kept.keep(database, {
        uri: pickle.uri,
        feature: gherkinDocument.feature?.name ?? "",
        name: pickle.name,
        line: findScenarioLine(pickle, gherkinDocument) ?? 0,
        attempt,
      });
      if (kept !== undefined) await report(kept, world);
    }
  }
}

/**
 * Plain text: a log is taken for HTML by the HTML report. The name is its heading there. A World that is not Cucumber's may have no `attach`,
 * or something else of that name: then the terminal has to do.
 */
async function report(kept: KeptDatabase, world: unknown): Promise<void> {
  try {
    if (canAttach(world)) return void (await world.attach(kept.report, { mediaType: "text/plain", fileName: kept.title }));
  } catch {
    // Said below.
  }
  process.stderr.write(toLogText(`picklejar: ${kept.scenario.name}\n${kept.report}\n`));
}

function canAttach(
  world: unknown,
): world is { attach(text: string, options: { readonly mediaType: string; readonly fileName: string }): unknown } {
  return typeof world === "object" && world !== null && "attach" in world && typeof world.attach === "function";
}
