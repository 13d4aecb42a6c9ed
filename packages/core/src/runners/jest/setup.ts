import "../../errors/refuse-old-node.js";
import { beginTestSuite } from "../../databases/suite/begin-test-suite.js";
import { JEST_WORDS } from "./words.js";

/**
 * `globalSetup` for Jest: the main process owns one run, which its workers inherit, and builds the template before they start. Use it with
 * `globalTeardown: "@picklejar/core/jest/teardown"`.
 */
export default async function setUpRun(): Promise<void> {
  const suite = await beginTestSuite();
  // Late, so that an old Node is refused before it finds a module that it cannot load.
  const { announceSuite } = await import("../announce-suite.js");
  announceSuite(suite, JEST_WORDS);
}
