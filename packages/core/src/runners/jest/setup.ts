import "../../errors/refuse-old-node.js";
import { beginTestSuite } from "../../databases/begin-test-suite.js";

/**
 * `globalSetup` for Jest: the main process owns one run, which its workers inherit, and builds the template before they start. Use it with
 * `globalTeardown: "@picklejar/core/jest/teardown"`.
 */
export default async function setUpRun(): Promise<void> {
  await beginTestSuite();
}
