import { join } from "node:path";

import { nameErrors, PicklejarError } from "../picklejar-error.js";
import { firstLineOf } from "../message-of.js";

/** A module of a configuration or a migration could not be loaded. Its own error is the `cause`, unaltered. */
export class ModuleLoadError extends PicklejarError {
  override readonly code = "MODULE_LOAD_FAILED";

  /** Absolute path of the file that was to be loaded; the fault may be in a file that it imports. */
  readonly path: string;

  constructor(path: string, advice: string, cause: unknown) {
    super(`"${path}" cannot be loaded: ${firstLineOf(cause)}. ${advice}`, { cause });
    this.path = path;
  }
}

/** Neither a folder nor any above it has a configuration. */
export class ConfigNotFoundError extends PicklejarError {
  override readonly code = "CONFIG_NOT_FOUND";

  /** Absolute path of the folder where the search began. */
  readonly directory: string;

  constructor(directory: string, fileNames: readonly string[]) {
    super(
      `There is no picklejar configuration in "${directory}" or in a folder above it ` +
        `(looked for ${fileNames.join(", ")}, and "picklejar" in package.json). ` +
        `Run picklejar init, which writes one, or write "${join(directory, "picklejar.config.mjs")}":\n\n` +
        '  import { defineConfig } from "@picklejar/core";\n\n' +
        '  export default defineConfig({ migrations: "db/migrations" });\n',
    );
    this.directory = directory;
  }
}

/** One folder has several configurations. */
export class ConfigAmbiguousError extends PicklejarError {
  override readonly code = "CONFIG_AMBIGUOUS";

  /** Absolute paths of the configurations. */
  readonly paths: readonly string[];

  constructor(paths: readonly string[]) {
    super(`One folder has several configurations: ${paths.map((path) => `"${path}"`).join(" and ")}. Keep one of them.`);
    this.paths = paths;
  }
}

/** The nearest configuration belongs to another user, who could run any code with it. It was not loaded. */
export class ConfigForeignError extends PicklejarError {
  override readonly code = "CONFIG_FOREIGN";

  /** Absolute path of the configuration. */
  readonly path: string;

  /** Id of the user who owns it, its folder or the target of its link. */
  readonly ownerId: number;

  constructor(path: string, ownerId: number, directory: string) {
    super(
      `"${path}" was not loaded: user ${ownerId} could have written it, and it was found only by searching upwards from "${directory}". ` +
        `If it is yours to run, name it: --config "${path}", or import it and pass it as config. Otherwise put a configuration of your own into your project.`,
    );
    this.path = path;
    this.ownerId = ownerId;
  }
}

/** A pattern of `inputs` matches no file. */
export class InputsNotFoundError extends PicklejarError {
  override readonly code = "INPUTS_NOT_FOUND";

  /** As in the configuration. */
  readonly pattern: string;

  /** Absolute folder that it is relative to. */
  readonly directory: string;

  constructor(pattern: string, directory: string) {
    super(`inputs: "${pattern}" matches no file in "${directory}". Correct the pattern, or remove it.`);
    this.pattern = pattern;
    this.directory = directory;
  }
}

nameErrors({ ModuleLoadError, ConfigNotFoundError, ConfigAmbiguousError, ConfigForeignError, InputsNotFoundError });
