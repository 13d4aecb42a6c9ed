import type { ResolvedDatabase } from "../../config/database-config.js";
import { Observation } from "../../modules/inputs/observation.js";
import type { ObservedTemplate, TemplateBuilder, TemplateRequest } from "./build-template.js";
import { observeMaking } from "./observe-making.js";

/** Builds in this process: functions that are given in a call cannot be taken to another one. */
export class InProcessBuilder implements TemplateBuilder {
  readonly #database: ResolvedDatabase;
  readonly #ownDirectories: readonly string[];

  constructor(database: ResolvedDatabase, ownDirectories: readonly string[]) {
    this.#database = database;
    this.#ownDirectories = ownDirectories;
  }

  async make({ path, migrated, onProgress }: TemplateRequest): Promise<ObservedTemplate> {
    const observation = new Observation({ includesLoadedScripts: false });
    try {
      return await observeMaking(observation, {
        database: this.#database,
        path,
        migratedPath: migrated?.path,
        earlier: migrated?.manifest.observed,
        ownDirectories: this.#ownDirectories,
        onProgress,
      });
    } finally {
      observation.stop();
    }
  }

  close(): void {
    // Nothing is kept between two templates.
  }
}
