import { join } from "node:path";

import { PicklejarError } from "./picklejar-error.js";
import { firstLineOf } from "./message-of.js";

/** A configuration, or a migration written in code, could not be loaded. Its own error is the `cause`, unaltered. */
export class ModuleLoadError extends PicklejarError {
  override readonly code = "MODULE_LOAD_FAILED";

  /** Absolute path of the file that was to be loaded; the fault may lie in a file that it imports. */
  readonly path: string;

  static {
    this.prototype.name = "ModuleLoadError";
  }

  constructor(path: string, advice: string, cause: unknown) {
    super(`"${path}" cannot be loaded: ${firstLineOf(cause)}. ${advice}`, { cause });
    this.path = path;
  }
}

/** There is no configuration in a folder, nor in any above it. */
export class ConfigNotFoundError extends PicklejarError {
  override readonly code = "CONFIG_NOT_FOUND";

  /** Absolute path of the folder where the search began. */
  readonly directory: string;

  static {
    this.prototype.name = "ConfigNotFoundError";
  }

  constructor(directory: string, fileNames: readonly string[]) {
    super(
      `There is no picklejar configuration in "${directory}" or in a folder above it ` +
        `(looked for ${fileNames.join(", ")}, and "picklejar" in package.json). ` +
        `Write "${join(directory, "picklejar.config.mjs")}":\n\n` +
        '  import { defineConfig } from "@picklejar/core";\n\n' +
        '  export default defineConfig({ migrations: "db/migrations" });\n',
    );
    this.directory = directory;
  }
}

/** One folder has several configurations, and nothing says which one is meant. */
export class ConfigAmbiguousError extends PicklejarError {
  override readonly code = "CONFIG_AMBIGUOUS";

  /** Absolute paths of the configurations. */
  readonly paths: readonly string[];

  static {
    this.prototype.name = "ConfigAmbiguousError";
  }

  constructor(paths: readonly string[]) {
    super(`Several configurations lie in one folder: ${paths.map((path) => `"${path}"`).join(" and ")}. Keep one of them.`);
    this.paths = paths;
  }
}

/** The configuration that was found belongs to another user, who could have anything executed by it. It was not loaded. */
export class ConfigForeignError extends PicklejarError {
  override readonly code = "CONFIG_FOREIGN";

  /** Absolute path of the configuration. */
  readonly path: string;

  /** Id of the user whom it, its folder or what it links to belongs to. */
  readonly ownerId: number;

  static {
    this.prototype.name = "ConfigForeignError";
  }

  constructor(path: string, ownerId: number, directory: string) {
    super(
      `"${path}" is not loaded: user ${ownerId} could have written it, and it was only found by looking from "${directory}" upwards. ` +
        `If it is yours to run, name it: --config "${path}", or import it and pass it as config. Otherwise put a configuration of your own into your project.`,
    );
    this.path = path;
    this.ownerId = ownerId;
  }
}

/** A pattern of `inputs` matches no file, so that it guards nothing. */
export class InputsNotFoundError extends PicklejarError {
  override readonly code = "INPUTS_NOT_FOUND";

  /** As in the configuration. */
  readonly pattern: string;

  /** Absolute path of the folder that it is relative to. */
  readonly directory: string;

  static {
    this.prototype.name = "InputsNotFoundError";
  }

  constructor(pattern: string, directory: string) {
    super(`inputs: "${pattern}" matches no file in "${directory}". Correct the pattern, or remove it.`);
    this.pattern = pattern;
    this.directory = directory;
  }
}
