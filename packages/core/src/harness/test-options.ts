import type { DatabaseHandle } from "./database-handle.js";
import type { EnvironmentOption } from "./environment-variables.js";

/** Which databases are retained when their test ends. */
export type Retain = "failed" | "never" | "always";

/** What becomes of a connection that a test leaves open. */
export type OpenConnections = "warn" | "fail" | "ignore";

/** Options that every runner has. `Context` is the runner's own object for one test. */
export interface TestOptions<Context = unknown> {
  /** Names of the databases that every test has; `db` is the first. @defaultValue `["default"]` */
  readonly databases?: readonly string[];
  /** Variables that are set for each test, and restored after it. */
  readonly environment?: EnvironmentOption;
  /**
   * Tells an application that outlives the test (a server that is started once) to open the test's database; called for each of its databases,
   * before the test's own hooks. Awaited, for at most `applicationTimeoutMs`.
   */
  onDatabase?(this: void, database: DatabaseHandle, context: Context): unknown;
  /** Tells that application to close it; after the test's own hooks and deferred work. Awaited, for at most `applicationTimeoutMs`. */
  onRelease?(this: void, database: DatabaseHandle, context: Context): unknown;
  /**
   * Whether a test that leaves a connection to its database open is named at the end of the run, or fails. Linux only.
   * @defaultValue `"warn"`
   */
  readonly openConnections?: OpenConnections;
  /** Which tests' databases are retained, in `.picklejar/failed`; `PICKLEJAR_RETAIN` has the last word. @defaultValue `"failed"` */
  readonly retain?: Retain;
  /** Milliseconds that each deferred work may take. @defaultValue 10000 */
  readonly deferTimeoutMs?: number;
  /** Milliseconds that `onDatabase` and `onRelease` may take for a database. @defaultValue 60000 */
  readonly applicationTimeoutMs?: number;
}
