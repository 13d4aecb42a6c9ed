import type { Redact } from "../../evidence/recorder/redaction/redact-option.js";
import type { DatabaseHandle } from "../attempt/database-handle.js";
import type { EnvironmentOption } from "../attempt/environment-variables.js";

export type { Redact };

/** Which databases are retained when their test ends. */
export type Retain = "failed" | "never" | "always";

/** What is recorded of a test: each step, or only what it changed as a whole. */
export type RecordDetail = "steps" | "scenario";

/** With `hooks`, each step is recorded, and what hooks wrote before the first step is told apart from that step. */
export type RecordOption = RecordDetail | false | { readonly hooks: true };

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
  /**
   * Whether what each step changes is recorded, for the report and the page of a failed test; `PICKLEJAR_RECORD` has the last word.
   * @defaultValue `"steps"` for overlays, for copies up to 1 MiB, and from the second attempt on; otherwise `"scenario"`
   */
  readonly record?: RecordOption;
  /**
   * Columns whose values are shown as `•••`: names, `table.column`, with `*` for anything, and patterns come on top of columns whose names look like
   * secrets; a function decides alone; `false` shows everything. The retained database itself has all values.
   */
  readonly redact?: Redact;
  /** Milliseconds that each deferred work may take. @defaultValue 10000 */
  readonly deferTimeoutMs?: number;
  /** Milliseconds that `onDatabase` and `onRelease` may take for a database. @defaultValue 60000 */
  readonly applicationTimeoutMs?: number;
}
