import { dirname } from "node:path";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { warn } from "../../errors/warn.js";
import { Run } from "../../runs/run.js";
import type { MakeTemplateOptions } from "../make-template.js";
import type { Template } from "../template.js";
import type { ObservedTemplate, ObserveMakingOptions } from "./observe-making.js";

/** What to make: with a migrated template, a copy of it that is seeded. */
export interface MakeObservedOptions extends Pick<MakeTemplateOptions, "path" | "onProgress"> {
  readonly migrated: Template | undefined;
}

/**
 * Makes the templates of a database, and observes what is used for them: for a configuration file in a separate process, for functions given in a
 * call in this one. Loads and starts nothing before the first template, which most processes never build.
 */
export class LazyBuilder {
  readonly #database: ResolvedDatabase;
  readonly #cacheDirectory: string;
  #builder: { make(options: ObserveMakingOptions): Promise<ObservedTemplate>; close(): void } | undefined;

  constructor(database: ResolvedDatabase, cacheDirectory: string) {
    this.#database = database;
    this.#cacheDirectory = cacheDirectory;
  }

  async make({ path, migrated, onProgress }: MakeObservedOptions): Promise<ObservedTemplate> {
    const database = this.#database;
    if (this.#builder === undefined && database.file !== undefined) {
      const { startChildBuilder } = await import("./child-builder.js");
      this.#builder = await startChildBuilder();
    }
    this.#builder ??= { make: makeInThisProcess, close: () => undefined };
    const run = Run.current();
    const made = await this.#builder.make({
      database,
      path,
      migratedPath: migrated?.path,
      earlier: migrated?.manifest.observed,
      ownDirectories: [this.#cacheDirectory, ...(run === undefined ? [] : [dirname(run.path)])],
      onProgress,
    });
    if (!database.areInputsGiven) sayUnseen(database.name, made.observed.unseen);
    return made;
  }

  close(): void {
    this.#builder?.close();
  }
}

async function makeInThisProcess(options: ObserveMakingOptions): Promise<ObservedTemplate> {
  const [{ Observation }, { observeMaking }] = await Promise.all([
    import("../../modules/inputs/observation.js"),
    import("./observe-making.js"),
  ]);
  const observation = new Observation({ includesLoadedScripts: false });
  try {
    return await observeMaking(observation, options);
  } finally {
    observation.stop();
  }
}

/** What this process has said: the seeded template has what the migrated one has. */
const said = new Set<string>();

function sayUnseen(name: string, unseen: readonly string[]): void {
  const fresh = unseen.filter((what) => !said.has(what));
  for (const what of fresh) said.add(what);
  if (fresh.length === 0) return;
  warn(
    `the template of database "${name}" was made with ${fresh.join(" and ")}. picklejar cannot see what that reads: name its files under inputs, ` +
      "or set inputs: [] if it reads nothing that counts.",
  );
}
