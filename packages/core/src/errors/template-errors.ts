import { PicklejarError } from "./picklejar-error.js";
import { firstLineOf } from "./message-of.js";

/** The part of a build that failed. A failing migration is a `MigrationError` instead. */
export type TemplateBuildStep = "migrate" | "connection" | "seed" | "seal";

/** A template could not be built: `migrate`, `connection` or `seed` threw, or what they made is not sound. */
export class TemplateBuildError extends PicklejarError {
  override readonly code = "TEMPLATE_BUILD_FAILED";

  /** Name of the database in the configuration. */
  readonly database: string;

  readonly step: TemplateBuildStep;

  static {
    this.prototype.name = "TemplateBuildError";
  }

  constructor(database: string, step: TemplateBuildStep, problem: string, cause?: unknown) {
    super(`The template of database "${database}" was not built: ${problem}`, { cause });
    this.database = database;
    this.step = step;
  }
}

/** What a template is built from changed meanwhile, so that it would be another one than its fingerprint says. It was not published. */
export class TemplateInputsChangedError extends PicklejarError {
  override readonly code = "TEMPLATE_INPUTS_CHANGED";

  /** Name of the database in the configuration. */
  readonly database: string;

  /** What changed, each with its kind: `migration 002_posts`, `module test/seed.ts`. */
  readonly inputs: readonly string[];

  static {
    this.prototype.name = "TemplateInputsChangedError";
  }

  /** @param whenAndCure when it changed, and what to do, without a full stop */
  constructor(database: string, inputs: readonly string[], whenAndCure: string) {
    super(`The template of database "${database}" was not built, since ${inputs.join(", ")} changed ${whenAndCure}.`);
    this.database = database;
    this.inputs = inputs;
  }
}

/** The template that `PICKLEJAR_TEMPLATE` names is missing, damaged, or was made from something else than this code. */
export class TemplateRefusedError extends PicklejarError {
  override readonly code = "TEMPLATE_REFUSED";

  /** Absolute path of the template that was refused. */
  readonly templatePath: string;

  /** The fingerprint that the code asks for. */
  readonly fingerprint: string;

  static {
    this.prototype.name = "TemplateRefusedError";
  }

  constructor(templatePath: string, fingerprint: string, problem: string, cause?: unknown) {
    super(
      `PICKLEJAR_TEMPLATE names "${templatePath}", which ${problem}. ` +
        "Build it from this code (picklejar build), or unset PICKLEJAR_TEMPLATE.",
      { cause },
    );
    this.templatePath = templatePath;
    this.fingerprint = fingerprint;
  }
}

/** Neither the project nor the user has a folder that templates can be kept in. The file system's own error is the `cause`. */
export class CacheUnavailableError extends PicklejarError {
  override readonly code = "CACHE_UNAVAILABLE";

  /** Absolute path of the user's folder, which was tried last. */
  readonly path: string;

  static {
    this.prototype.name = "CacheUnavailableError";
  }

  constructor(path: string, cause: unknown) {
    super(
      `There is no folder to keep templates in: the nearest node_modules is missing, read-only, another user's or too deep, and "${path}" cannot ` +
        `be used (${firstLineOf(cause)}). Let this user write to one of them, or set XDG_CACHE_HOME to a folder of its own.`,
      { cause },
    );
    this.path = path;
  }
}
