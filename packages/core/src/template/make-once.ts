import { loadConfigFile } from "../config/load-config.js";
import { selectDatabase } from "../config/select-database.js";
import { TemplateBuildError } from "../errors/template-errors.js";
import type { Observation } from "../modules/inputs/observation.js";
import type { MakeRequest } from "./build/build-messages.js";
import type { OnBuildProgress } from "./build/build-progress.js";
import type { ObservedTemplate } from "./build/build-template.js";
import { observeMaking } from "./build/observe-making.js";
import { createPendingWorkGuard } from "./build/pending-work.js";
import { messageOf } from "../errors/message-of.js";

/**
 * Makes one template in a process that does nothing else: whatever goes wrong in it outside of the promise that is waited for is of the
 * project's own code.
 */
export async function makeOnce(
  observation: Observation,
  { file, database: name, path, migratedPath, earlier, ownDirectories }: MakeRequest,
  onProgress: OnBuildProgress,
): Promise<ObservedTemplate> {
  const step = migratedPath === undefined ? "migrate" : "seed";
  const stray = watchStrayFailures(name, step);
  try {
    const { databases } = await Promise.race([loadConfigFile(file), stray.failure]);
    const database = selectDatabase(databases, name);
    const afterUserCode = createPendingWorkGuard(database, path);
    const making = observeMaking(observation, {
      database,
      path,
      migratedPath,
      earlier,
      ownDirectories,
      onProgress,
      afterUserCode,
    });
    return await Promise.race([making, stray.failure]);
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
  let reject: ((error: unknown) => void) | undefined;
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise;
  });
  // Whoever waits may be done before it fails.
  promise.catch(() => undefined);
  const onFailure = (error: unknown): void => {
    const problem = messageOf(error);
    reject?.(
      new TemplateBuildError(
        name,
        step,
        `${step} left something behind that it did not wait for, which failed: ${problem}. Await all that it starts.`,
        error,
      ),
    );
  };
  const onEmpty = (): void =>
    reject?.(
      new TemplateBuildError(
        name,
        step,
        `${step} never settles: its promise is pending, and nothing is left that could settle it. Resolve it, or return nothing.`,
      ),
    );
  process.on("uncaughtException", onFailure);
  process.on("unhandledRejection", onFailure);
  process.on("beforeExit", onEmpty);
  return {
    failure: promise,
    stop: () => {
      process.off("uncaughtException", onFailure);
      process.off("unhandledRejection", onFailure);
      process.off("beforeExit", onEmpty);
    },
  };
}
