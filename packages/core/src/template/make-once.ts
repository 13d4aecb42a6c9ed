import { loadConfigFile } from "../config/load-config.js";
import { selectDatabase } from "../config/select-database.js";
import { messageOf } from "../errors/message-of.js";
import { TemplateBuildError } from "../errors/classes/template-errors.js";
import type { Observation } from "../modules/inputs/observation.js";
import type { MakeRequest } from "./build/build-messages.js";
import type { OnBuildProgress } from "./build/build-progress.js";
import { observeMaking, type ObservedTemplate } from "./build/observe-making.js";
import { createPendingWorkGuard } from "./build/pending-work.js";

/** Makes one template in a process that does nothing else, so any failure outside of the awaited promise comes from the project's code. */
export async function makeOnce(
  observation: Observation,
  { file, database: name, path, migratedPath, earlier, ownDirectories }: MakeRequest,
  onProgress: OnBuildProgress,
): Promise<ObservedTemplate> {
  const stray = watchStrayFailures(name, migratedPath === undefined ? "migrate" : "seed");
  try {
    const { databases } = await Promise.race([loadConfigFile(file), stray.failure]);
    const database = selectDatabase(databases, name);
    const afterUserCode = createPendingWorkGuard(database, path);
    const options = { database, path, migratedPath, earlier, ownDirectories, onProgress, afterUserCode };
    return await Promise.race([observeMaking(observation, options), stray.failure]);
  } finally {
    stray.stop();
  }
}

interface StrayFailures {
  /** Never resolves. */
  readonly failure: Promise<never>;
  readonly stop: () => void;
}

function watchStrayFailures(name: string, step: "migrate" | "seed"): StrayFailures {
  let stop: (() => void) | undefined;
  const failure = new Promise<never>((_resolve, reject) => {
    const fail = (problem: string, cause?: unknown): void =>
      reject(new TemplateBuildError(name, step, `${step} ${problem}`, cause));
    const onFailure = (error: unknown): void =>
      fail(
        `left something behind that it did not wait for, which failed: ${messageOf(error)}. Await all that it starts.`,
        error,
      );
    const onEmpty = (): void =>
      fail("never settles: its promise is pending, and nothing is left that could settle it. Resolve it, or return nothing.");
    process.on("uncaughtException", onFailure).on("unhandledRejection", onFailure).on("beforeExit", onEmpty);
    stop = () =>
      void process.off("uncaughtException", onFailure).off("unhandledRejection", onFailure).off("beforeExit", onEmpty);
  });
  // It may fail when nobody waits for it any more.
  failure.catch(() => undefined);
  return { failure, stop: () => stop?.() };
}
