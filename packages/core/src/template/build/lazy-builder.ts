import { dirname } from "node:path";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { Run } from "../../runs/run.js";
import type { ObservedTemplate, TemplateBuilder, TemplateRequest } from "./build-template.js";

interface ClosableBuilder extends TemplateBuilder {
  close(): void;
}

/**
 * Builds the templates of a database, and looks at what is used for them: in a process of its own where a configuration file says how, and in
 * this one where a call does. Nothing is loaded or started before a template is to be built, which most processes never do.
 */
export class LazyBuilder implements TemplateBuilder {
  readonly #database: ResolvedDatabase;
  readonly #cacheDirectory: string;
  #builder: ClosableBuilder | undefined;

  constructor(database: ResolvedDatabase, cacheDirectory: string) {
    this.#database = database;
    this.#cacheDirectory = cacheDirectory;
  }

  async make(request: TemplateRequest): Promise<ObservedTemplate> {
    this.#builder ??= await this.#create();
    const made = await this.#builder.make(request);
    if (!this.#database.areInputsGiven) sayUnseen(this.#database.name, made.observed.unseen);
    return made;
  }

  close(): void {
    this.#builder?.close();
  }

  async #create(): Promise<ClosableBuilder> {
    const run = Run.current();
    const ownDirectories = [this.#cacheDirectory, ...(run === undefined ? [] : [dirname(run.path)])];
    if (this.#database.file !== undefined) {
      const { startChildBuilder } = await import("./child-builder.js");
      const child = await startChildBuilder(this.#database, ownDirectories);
      if (child !== undefined) return child;
    }
    const { InProcessBuilder } = await import("./in-process-builder.js");
    return new InProcessBuilder(this.#database, ownDirectories);
  }
}

const said = new Set<string>();

/** Once a process for each, as the seeded template has what the migrated one has. */
function sayUnseen(name: string, unseen: readonly string[]): void {
  const fresh = unseen.filter((what) => !said.has(what));
  for (const what of fresh) said.add(what);
  if (fresh.length === 0) return;
  process.stderr.write(
    `picklejar: the template of database "${name}" was made with ${fresh.join(" and ")}. What that reads cannot be seen: name its files under ` +
      "inputs, or give inputs: [] when nothing else counts.\n",
  );
}
