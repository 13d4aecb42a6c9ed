import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { TemplateBuildError } from "../../errors/template-errors.js";
import { earlyEndPathOf, type BuildMessage, type EarlyEnd, type MakeRequest } from "./build-messages.js";
import type { ObservedTemplate, TemplateBuilder, TemplateRequest } from "./build-template.js";
import { reviveError } from "./carried-error.js";
import { describeChildProcess } from "./child-process-options.js";
import { messageOf } from "../../errors/message-of.js";

/** Whether this process has said that it can start none: once is enough. */
let isSaid = false;

/**
 * Starts a process that builds the templates of a database of a configuration file.
 *
 * @returns `undefined` where none can be started, which is said once
 */
export async function startChildBuilder(
  database: ResolvedDatabase,
  ownDirectories: readonly string[],
): Promise<ChildBuilder | undefined> {
  const entry = fileURLToPath(new URL("build-child.js", import.meta.url));
  try {
    // A bundler, or a runner that loads our sources, may have left it behind.
    if (!existsSync(entry)) throw new Error(`"${entry}" is missing`);
    const child = fork(entry, describeChildProcess());
    // Of a process that cannot be started, or ended: both are seen by other means.
    child.on("error", () => undefined);
    const [message]: BuildMessage[] = await Promise.race([once(child, "message"), failAtExit(child)]);
    if (message?.kind === "ready") return new ChildBuilder(child, database, ownDirectories);
    throw new Error("it said something else than that it is ready");
  } catch (error) {
    sayOnce(error);
    return undefined;
  }
}

async function failAtExit(child: ChildProcess): Promise<never> {
  const [code, signal] = await once(child, "exit");
  throw new Error(`it ended at once (${String(signal ?? code)})`);
}

function sayOnce(error: unknown): void {
  if (isSaid) return;
  isSaid = true;
  const problem = messageOf(error);
  process.stderr.write(
    `picklejar: no process of its own could be started for a template (${problem}), so it is built in this one, which may not notice ` +
      "all files that it is made from. Name them under inputs.\n",
  );
}

/** Builds templates in a process that is there for nothing else. */
export class ChildBuilder implements TemplateBuilder {
  readonly #child: ChildProcess;
  readonly #database: ResolvedDatabase;
  readonly #ownDirectories: readonly string[];

  constructor(child: ChildProcess, database: ResolvedDatabase, ownDirectories: readonly string[]) {
    this.#child = child;
    this.#database = database;
    this.#ownDirectories = ownDirectories;
  }

  async make({ path, migrated, onProgress }: TemplateRequest): Promise<ObservedTemplate> {
    const { name, file = "" } = this.#database;
    const request: MakeRequest = {
      file,
      database: name,
      path,
      migratedPath: migrated?.path,
      earlier: migrated?.manifest.observed,
      ownDirectories: this.#ownDirectories,
    };
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

function describeEarlyEnd({ path, database, migratedPath }: MakeRequest, how: string | number | null): TemplateBuildError {
  const step = migratedPath === undefined ? "migrate" : "seed";
  const end = readEarlyEnd(path);
  if (end?.stack !== undefined) {
    const cause = new Error("process.exit was called");
    cause.stack = end.stack;
    const problem = `${step} ended the process, by process.exit(${String(how)}). Return, or throw an error, instead.`;
    return new TemplateBuildError(database, step, problem, cause);
  }
  const ended = typeof how === "number" ? `ended with exit code ${how}` : `was ended by ${String(how)}`;
  return new TemplateBuildError(database, step, `the process that built it ${ended} while ${step} ran.`);
}

function readEarlyEnd(path: string): EarlyEnd | undefined {
  try {
    const end: EarlyEnd = JSON.parse(readFileSync(earlyEndPathOf(path), "utf8"));
    return end;
  } catch {
    return undefined;
  }
}
