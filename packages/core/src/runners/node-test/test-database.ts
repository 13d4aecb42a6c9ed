import "../../errors/refuse-old-node.js";
import { TEST_OPTION_CHECKS } from "../../harness/options/check-test-options.js";
import { checkOptions } from "../../options/check-options.js";
import { ensureRun } from "../../runs/ensure-run.js";
import { NodeTests, NODE_TEST_LOCATION } from "./node-tests.js";
import { type NodeSuiteContext, type NodeTestContext, requireTestContext } from "./test-context.js";
import type { NodeTestDatabase, NodeTestDatabaseOptions } from "./test-use.js";

export type { DatabaseHandle } from "../../harness/attempt/database-handle.js";
export type { NodeSuiteContext, NodeTestContext } from "./test-context.js";
export type { NodeTestDatabase, NodeTestDatabaseOptions } from "./test-use.js";

/**
 * Gives a test of node:test a database of its own, which is removed after the test's own `after` hooks. If the test fails, its database is retained in
 * `.picklejar/failed`, and stderr says what the test changed in it.
 *
 * ```js
 * test("adds a user", async (t) => {
 *   const db = await testDatabase(t);
 *   await addUser(db.path);
 * });
 * ```
 *
 * @param context what node:test gives to the test, or to `beforeEach`
 * @param options those of the first call for a test count for all of them
 * @returns the same one each time for the same test
 * @throws `TypeError` or `RangeError` for wrong options, for what is no test's context, and after the test has ended; what loading a configuration and
 * building a template can throw
 */
export async function testDatabase(
  context: NodeTestContext | NodeSuiteContext,
  options?: NodeTestDatabaseOptions,
): Promise<NodeTestDatabase> {
  requireTestContext(context);
  if (options !== undefined) {
    const checks = { ...TEST_OPTION_CHECKS, config: () => undefined };
    checkOptions<NodeTestDatabaseOptions>(options, NODE_TEST_LOCATION, checks);
  }
  const run = ensureRun();
  return run.own(NodeTests, run).give(context, options);
}
