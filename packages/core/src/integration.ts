/** What a package needs that wires picklejar into a test runner; `@picklejar/cucumber-hooks` is made with it. */
export { endRun } from "./run-directory/end-run.js";
export { joinOrOwnRun, type JoinOrOwnRunOptions } from "./run-directory/join-or-own-run.js";
export type { RunDirectory } from "./run-directory/run-directory.js";
export { createTestDatabase } from "./test-database/initialize-test-database.js";
export { prepareTestDatabases, type TestDatabaseSource } from "./test-database/prepare-test-databases.js";
