import { basename, relative } from "node:path";

import { SetupMissingError } from "../../errors/classes/setup-errors.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import { toLogText } from "../../errors/log-text.js";
import { messageOf } from "../../errors/message-of.js";
import { DatabaseScope } from "../../harness/database-scope.js";
import { OpenHarness } from "../../harness/open-harness.js";
import type { TestInfo } from "../../harness/attempt/test-info.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import type { CircusTest, SandboxGlobal } from "./circus.js";
import { outcomeOf } from "./database-use.js";
import { JEST_WORDS } from "./words.js";

const CONCURRENT =
  "openTestDatabase: expected a file whose tests run one after the other, got test.concurrent. Jest does not say which of several concurrent tests asks " +
  "for its database. Use test() in this file, or open the database at the top of it.";

interface OpenedDatabasesOptions {
  /** Absolute. */
  readonly testPath: string;
  readonly global: SandboxGlobal;
}

type Context = CircusTest | undefined;

/** What `openTestDatabase()` gives in one test file. */
export class OpenedDatabases {
  readonly #testPath: string;
  readonly #global: SandboxGlobal;
  readonly #ofFile: DatabaseScope<Context>;
  /** Jest says `test_started` once for each attempt. */
  readonly #ids = new Map<CircusTest, string>();
  #harness: OpenHarness<Context> | undefined;
  /** The test that runs. */
  #current: { readonly test: CircusTest; readonly scope: DatabaseScope<Context> } | undefined;
  #hasFailed = false;
  /** Whether concurrent tests may be running. */
  #hasConcurrent = false;

  constructor({ testPath, global }: OpenedDatabasesOptions) {
    this.#testPath = testPath;
    this.#global = global;
    this.#ofFile = new DatabaseScope<Context>(
      () => this.#getHarness(),
      () => this.#describeFile(),
      undefined,
    );
  }

  async prepare(): Promise<void> {
    const environments = [process.env, this.#global.process.env];
    this.#harness = await OpenHarness.prepare<Context>({ words: JEST_WORDS, environments });
  }

  open(name: string): Database {
    if (this.#hasConcurrent) throw misuseTypeError(CONCURRENT);
    return (this.#current?.scope ?? this.#ofFile).open(name);
  }

  /** Is told of all tests of the file before the first runs. */
  noteTests(tests: readonly CircusTest[]): void {
    this.#hasConcurrent = tests.some(({ concurrent }) => concurrent);
  }

  begin(test: CircusTest, place: Pick<TestInfo, "file" | "suite">): void {
    const id = this.#ids.get(test) ?? `${this.#testPath}#${this.#ids.size}`;
    this.#ids.set(test, id);
    const describe = () => ({ id, name: test.name, ...place, attempt: test.invocations });
    this.#current = { test, scope: new DatabaseScope<Context>(() => this.#getHarness(), describe, test) };
  }

  /** Takes back what the test opened, after its own hooks. */
  async end(test: CircusTest, willRetry: boolean | undefined): Promise<void> {
    const scope = this.#current?.test === test ? this.#current.scope : undefined;
    this.#current = undefined;
    const outcome = outcomeOf(test, willRetry);
    test.errors.push(...((await scope?.end(outcome)) ?? []));
    this.#hasFailed ||= outcome.status !== outcome.expected && willRetry !== true;
  }

  /** Ends those of the file, and saves the numbers. */
  async dispose(): Promise<void> {
    const outcome = { status: this.#hasFailed ? "failed" : "passed", expected: "passed", willRetry: false } as const;
    for (const error of await this.#ofFile.end(outcome))
      process.stderr.write(toLogText(`picklejar: ${this.#describeFile().file}: ${messageOf(error)}\n`));
    this.#harness?.save();
  }

  #getHarness(): ReturnType<OpenHarness<Context>["get"]> {
    if (this.#harness === undefined) throw new SetupMissingError();
    return this.#harness.get();
  }

  #describeFile(): Omit<TestInfo, "databases"> {
    const path = this.#testPath;
    return { id: path, name: basename(path), file: relative(process.cwd(), path), suite: [], attempt: 1 };
  }
}
