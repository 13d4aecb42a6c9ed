import type { ITestCaseHookParameter } from "@cucumber/cucumber";
import type { TestDatabase } from "@picklejar/core";
import { misuseTypeError } from "@picklejar/core/integration";

import { doDeferredWork, type DeferredWork } from "./deferred-work.js";
import { setEnvironment, type RestoreEnvironment } from "./environment-variables.js";
import { extendWorld } from "./extend-world.js";
import type { ResolvedHookOptions } from "./hook-options.js";
import { describeScenario } from "./scenario-location.js";
import { OpenableDatabase, type ScenarioDatabase } from "./scenario-database.js";
import { withinTime } from "./within-time.js";

/** Makes a database of the configuration. */
export type CreateDatabase = (name: string, scenarioName: string) => TestDatabase | Promise<TestDatabase>;

/** What an attempt belongs to. */
export type AttemptScenario = Pick<ITestCaseHookParameter, "pickle" | "gherkinDocument"> & {
  /** From 1. */
  readonly attempt: number;
};

/** One attempt of one scenario: what it was given, and how that is taken back. */
export class ScenarioAttempt {
  readonly scenario: AttemptScenario;
  /** In the order in which they were made. */
  readonly databases: TestDatabase[] = [];
  readonly world: unknown;
  readonly #options: ResolvedHookOptions;
  readonly #handles = new Map<string, ScenarioDatabase>();
  readonly #deferred: DeferredWork[] = [];
  readonly #taken: ScenarioDatabase[] = [];
  #restoreEnvironment: RestoreEnvironment | undefined;
  #hasEnded = false;

  constructor(scenario: AttemptScenario, world: unknown, options: ResolvedHookOptions) {
    this.scenario = scenario;
    this.world = world;
    this.#options = options;
  }

  /** Gives the scenario its databases. Where it throws, {@link letGo} and {@link dispose} take back what there is. */
  async begin(names: readonly string[], create: CreateDatabase): Promise<void> {
    const { environment, onDatabase, worldProperty } = this.#options;
    for (const name of names) {
      const made = create(name, this.scenario.pickle.name);
      const database = made instanceof Promise ? await made : made;
      this.databases.push(database);
      this.#handles.set(name, new OpenableDatabase(name, database));
    }
    extendWorld(this.world, worldProperty, {
      databases: this.#handles,
      defer: (work) => this.#defer(work),
    });
    if (environment.length > 0 && names.length > 0) this.#restoreEnvironment = setEnvironment(environment, this.#handles);
    for (const handle of this.#handles.values()) {
      this.#taken.push(handle);
      if (onDatabase !== undefined) await this.#within("onDatabase", onDatabase(handle, this.world));
    }
  }

  /**
   * Ends whatever uses the databases, which stay as yet: deferred work, the application, variables, connections that were handed out.
   *
   * @returns the errors; none stops the rest
   */
  async letGo(): Promise<readonly unknown[]> {
    const { deferTimeoutMs, onRelease } = this.#options;
    const errors: unknown[] = this.#deferred.length === 0 ? [] : [...(await doDeferredWork(this.#deferred, deferTimeoutMs))];
    for (let handle = this.#taken.pop(); handle !== undefined; handle = this.#taken.pop()) {
      try {
        if (onRelease !== undefined) await this.#within("onRelease", onRelease(handle, this.world));
      } catch (error) {
        errors.push(error);
      }
    }
    this.#hasEnded = true;
    this.#restoreEnvironment?.();
    this.#restoreEnvironment = undefined;
    for (const database of this.databases) {
      // One in memory is gone when its connection is closed, and may have to be kept.
      if (database.origin !== "memory") collect(errors, () => database.closeConnections());
    }
    return errors;
  }

  /** Takes the databases away; see {@link letGo}. */
  async dispose(): Promise<readonly unknown[]> {
    // All of them before anybody else gets to run: what is known of their connections holds until then.
    const ends = await Promise.allSettled(this.databases.splice(0).map((database) => database.dispose()));
    return ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  }

  async #within(option: string, outcome: unknown): Promise<void> {
    const { applicationTimeoutMs } = this.#options;
    await withinTime(
      outcome,
      applicationTimeoutMs,
      () =>
        `${option} did not end within ${applicationTimeoutMs} ms. Give it longer with applicationTimeoutMs, or find out what it waits for.`,
    );
  }

  #defer(work: DeferredWork): void {
    if (typeof work !== "function") throw misuseTypeError(`defer() takes a function; got ${String(work)}`);
    if (this.#hasEnded) {
      const { pickle, gherkinDocument } = this.scenario;
      throw misuseTypeError(
        `defer() was called when ${describeScenario(pickle, gherkinDocument)} had ended: await what the step does before it ends`,
      );
    }
    this.#deferred.push(work);
  }
}

function collect(errors: unknown[], act: () => void): void {
  try {
    act();
  } catch (error) {
    errors.push(error);
  }
}
