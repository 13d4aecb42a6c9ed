import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { messageOf } from "../../errors/message-of.js";
import { attempt } from "../../errors/attempt.js";
import { TemplateBuildError } from "../../errors/classes/template-errors.js";
import { warnOnce } from "../../errors/warn.js";
import type { BuildMessage, MakeRequest } from "./build-messages.js";
import { reviveError } from "./carried-error.js";
import { nextMessage, startChild } from "./child-process.js";
import type { ObservedTemplate, ObserveMakingOptions } from "./observe-making.js";

/** Starts a process that makes templates; `undefined` if none can be started, which is said once. */
export async function startChildBuilder(): Promise<ChildBuilder | undefined> {
  const script = fileURLToPath(new URL("build-child.js", import.meta.url));
  try {
    // A bundler, or a runner that loads our sources, may have left it behind.
    if (!existsSync(script)) throw new Error(`"${script}" is missing`);
    const child = startChild(script);
    // Of a process that cannot be started, or has ended: both show in other ways.
    child.on("error", () => undefined);
    const message = await nextMessage<BuildMessage>(child, (how) => `it ended at once, with ${how}`);
    if (message.kind !== "ready") throw new Error("its first message was not that it is ready");
    return new ChildBuilder(child);
  } catch (error) {
    warnOnce(
      "no child builder",
      `no process could be started to build a template (${messageOf(error)}), so it is built in this one, which may not notice all files that it is made ` +
        "from. Name them under inputs.",
    );
    return undefined;
  }
}

/** Makes templates in a process that does nothing else. */
class ChildBuilder {
  readonly #child: ChildProcess;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  async make({ database, onProgress, path, ...options }: ObserveMakingOptions): Promise<ObservedTemplate> {
    const { migratedPath, earlier, ownDirectories } = options;
    const exitStackPath = `${path}.exit-stack`;
    const { file = "", name } = database;
    const request: MakeRequest = { file, database: name, path, migratedPath, earlier, ownDirectories, exitStackPath };
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        child.off("message", onMessage).off("exit", onExit);
        act();
      };
      const onMessage = (message: BuildMessage): void => {
        if (message.kind === "progress") onProgress?.(message.progress);
        else if (message.kind === "made") settle(() => resolve(message.made));
        // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- What the user's code threw may be anything.
        else if (message.kind === "failed") settle(() => reject(reviveError(message.error)));
      };
      const onExit = (code: number | null, signal: string | null): void =>
        settle(() => reject(describeEarlyEnd(request, signal ?? code)));
      child.on("message", onMessage).on("exit", onExit);
      child.send(request, (error) => {
        if (error !== null) settle(() => reject(describeEarlyEnd(request, error.message)));
      });
    });
  }

  /** Ends the process, whatever the project's code left open in it. */
  close(): void {
    this.#child.kill("SIGKILL");
  }
}

function describeEarlyEnd(
  { exitStackPath, database, migratedPath }: MakeRequest,
  how: string | number | null,
): TemplateBuildError {
  const step = migratedPath === undefined ? "migrate" : "seed";
  const stack = attempt(() => readFileSync(exitStackPath, "utf8"));
  if (stack !== undefined) {
    const cause = new Error("process.exit was called");
    cause.stack = stack;
    const problem = `${step} ended the process, by process.exit(${String(how)}). Return, or throw an error, instead.`;
    return new TemplateBuildError(database, step, problem, cause);
  }
  const ended = typeof how === "number" ? `ended with exit code ${how}` : `was ended by ${String(how)}`;
  return new TemplateBuildError(database, step, `the process that built it ${ended} while ${step} ran.`);
}
