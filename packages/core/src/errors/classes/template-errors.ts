import { nameErrors, PicklejarError } from "../picklejar-error.js";
import { firstLineOf } from "../message-of.js";

/** The part of a build that failed. A failing migration is a `MigrationError` instead. */
export type TemplateBuildStep = "migrate" | "connection" | "seed" | "seal";

/** A template could not be built: `migrate`, `connection` or `seed` threw, or made a damaged database. */
export class TemplateBuildError extends PicklejarError {
  override readonly code = "TEMPLATE_BUILD_FAILED";

  /** Name of the database in the configuration. */
  readonly database: string;

  readonly step: TemplateBuildStep;

  constructor(database: string, step: TemplateBuildStep, problem: string, cause?: unknown) {
    super(`The template of database "${database}" was not built: ${problem}`, { cause });
    this.database = database;
    this.step = step;
  }
}

/** Inputs of a template changed while it was built, so it does not match its fingerprint. It was not published. */
export class TemplateInputsChangedError extends PicklejarError {
  override readonly code = "TEMPLATE_INPUTS_CHANGED";

  /** Name of the database in the configuration. */
  readonly database: string;

  /** Each with its kind: `migration 002_posts`, `module test/seed.ts`. */
  readonly inputs: readonly string[];

  /** @param whenAndCure when they changed, and what to do, without a full stop */
  constructor(database: string, inputs: readonly string[], whenAndCure: string) {
    super(`The template of database "${database}" was not built, because ${inputs.join(", ")} changed ${whenAndCure}.`);
    this.database = database;
    this.inputs = inputs;
  }
}

/** The template that `PICKLEJAR_TEMPLATE` names is missing, damaged, or not what this code would build. */
export class TemplateRefusedError extends PicklejarError {
  override readonly code = "TEMPLATE_REFUSED";

  /** Absolute. */
  readonly templatePath: string;

  /** Fingerprint of the template that this code would build. */
  readonly fingerprint: string;

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

/** Neither the project nor the user has a folder that can hold templates. The file system's own error is the `cause`. */
export class CacheUnavailableError extends PicklejarError {
  override readonly code = "CACHE_UNAVAILABLE";

  /** Absolute path of the user's folder, which was tried last. */
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(
      `No folder can hold templates: the nearest node_modules is missing, read-only, another user's or too deep, and "${path}" cannot ` +
        `be used (${firstLineOf(cause)}). Let this user write to one of them, or set XDG_CACHE_HOME to a folder of its own.`,
      { cause },
    );
    this.path = path;
  }
}

nameErrors({ TemplateBuildError, TemplateInputsChangedError, TemplateRefusedError, CacheUnavailableError });
