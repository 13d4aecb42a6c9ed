import { realpathSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

import { TemplateInputsChangedError } from "../../errors/classes/template-errors.js";
import type { Observation } from "../../modules/inputs/observation.js";
import { isCode } from "../../modules/inputs/path-state.js";
import { withoutWatching } from "../../modules/inputs/watch-file-system.js";
import { matchesTestDatabases } from "../../record/match-test-databases.js";
import { findProjectRoot } from "../../modules/find-project-root.js";
import { makeTemplate, type MadeTemplate, type MakeTemplateOptions } from "../make-template.js";
import { describeObserved, listObservedModules, type ObservedEntries } from "../fingerprint/observed-entries.js";
import { listOutdatedModules } from "../../modules/outdated-modules.js";

export interface ObserveMakingOptions extends MakeTemplateOptions {
  /** What the build of the migrated template used. */
  readonly earlier: ObservedEntries | undefined;
  /** Absolute folders of picklejar's own, besides the one that is built in. */
  readonly ownDirectories: readonly string[];
}

export interface ObservedTemplate extends MadeTemplate {
  readonly observed: ObservedEntries;
}

/**
 * Makes a database, and says what was used for it since the observation began.
 *
 * @throws what {@link makeTemplate} throws; {@link TemplateInputsChangedError} `TEMPLATE_INPUTS_CHANGED`
 */
export async function observeMaking(observation: Observation, options: ObserveMakingOptions): Promise<ObservedTemplate> {
  const { database, path, earlier, ownDirectories } = options;
  const made = await makeTemplate(options);
  return withoutWatching(() => {
    const directory = realpathSync(database.directory);
    const testDatabases = database.testDatabases.map((glob) => resolve(directory, relative(database.directory, glob)));
    const inputs = observation.collect({
      root: findProjectRoot(directory),
      ownDirectories: [dirname(path), ...ownDirectories],
      isTestDatabase: (other) => matchesTestDatabases(other, testDatabases),
    });
    const nameOf = (other: string): string => `${isCode(other) ? "module" : "file"} ${relative(directory, other)}`;
    if (inputs.changed.length > 0) {
      throw new TemplateInputsChangedError(database.name, inputs.changed.map(nameOf), "while it was built. Run it again");
    }
    const observed = describeObserved(directory, inputs, earlier);
    const outdated = listOutdatedModules(listObservedModules(directory, observed));
    if (outdated.length > 0) {
      const whenAndCure = "after this process had loaded it. Start the process again";
      throw new TemplateInputsChangedError(database.name, outdated.map(nameOf), whenAndCure);
    }
    return { ...made, observed };
  });
}
