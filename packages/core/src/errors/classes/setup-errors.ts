import { nameErrors, PicklejarError } from "../picklejar-error.js";

/** A test database was asked for without waiting, and no set-up of a test runner has prepared one. */
export class SetupMissingError extends PicklejarError {
  override readonly code = "SETUP_MISSING";

  constructor() {
    super(
      "openTestDatabase() was called where no test runner is set up for it. In Vitest, write " +
        'globalSetup: ["@picklejar/core/vitest/setup"] and setupFiles: ["@picklejar/core/vitest/hooks"]; in Jest, ' +
        'testEnvironment: "@picklejar/core/jest/environment", globalSetup: "@picklejar/core/jest/setup" and ' +
        'globalTeardown: "@picklejar/core/jest/teardown". Elsewhere, await initTestDb().',
    );
  }
}

/** A test database was asked for without waiting, and there is no template that it could be a copy of. */
export class TemplateMissingError extends PicklejarError {
  override readonly code = "TEMPLATE_MISSING";

  /** `default`, or its name under `databases`. */
  readonly database: string;

  /** Absolute path of the template that was there; `undefined` with `PICKLEJAR_TEMPLATE=off`. */
  readonly path: string | undefined;

  constructor(database: string, path: string | undefined, cause?: unknown) {
    super(
      path === undefined
        ? `openTestDatabase() cannot migrate the database "${database}" for real, as PICKLEJAR_TEMPLATE=off says, since that takes waiting. ` +
            "Unset PICKLEJAR_TEMPLATE, or await initTestDb()."
        : `The template "${path}" of the database "${database}" was removed while the tests ran. Run them again.`,
      { cause },
    );
    this.database = database;
    this.path = path;
  }
}

nameErrors({ SetupMissingError, TemplateMissingError });
