import type { TestDatabase } from "@picklejar/core";
import { KeptDatabases, toLogText, type KeptDatabase, type Run } from "@picklejar/core/integration";

import { attachToReport } from "./expected-failure/report-attachments.js";
import type { AttemptScenario } from "./scenario-attempt.js";
import { findScenarioLine } from "./scenario-location.js";

/** Keeps databases of scenarios, and has the scenario's report say where they are and what was changed in them. */
export class Evidence {
  readonly #kept: KeptDatabases;

  constructor(run: Run, projectDirectory: string) {
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
      if (kept !== undefined) report(kept, world);
    }
  }
}

/** Plain text: a log is taken for HTML by the HTML report. The name is its heading there. */
function report(kept: KeptDatabase, world: unknown): void {
  const isReported = attachToReport(world, kept.report, { mediaType: "text/plain", fileName: kept.title });
  if (!isReported) process.stderr.write(toLogText(`picklejar: ${kept.scenario.name}\n${kept.report}\n`));
}
