import { readFileSync } from "node:fs";

import { misuseTypeError } from "../errors/misuse-error.js";

/**
 * Refuses to begin a run in the sandbox that Jest makes for a test file: nothing in it hears that the process ends, so that the run would be left.
 *
 * @throws `TypeError` that says what to configure
 */
export function refuseSandbox(): void {
  const { JEST_WORKER_ID: worker, VITEST: vitest } = process.env;
  // Node's own functions are of the realm outside.
  if (worker === undefined || vitest !== undefined || Object.getPrototypeOf(readFileSync) === Function.prototype) return;
  throw misuseTypeError(
    'picklejar: expected Jest with testEnvironment: "@picklejar/core/jest/environment", or with globalSetup: "@picklejar/core/jest/setup" and ' +
      'globalTeardown: "@picklejar/core/jest/teardown"; got neither. Without them nothing would remove the databases of this test file.',
  );
}
