import { writeFileSync } from "node:fs";

import { Observation } from "../../modules/inputs/observation.js";
import { withoutWatching } from "../../modules/inputs/watch-file-system.js";
import { dieWithParent } from "./die-with-parent.js";
import type { BuildMessage, MakeRequest } from "./build-messages.js";

dieWithParent();

// Before anything of the project is loaded, so that it gets the watched `fs`.
const observation = new Observation({ includesLoadedScripts: true });

const exit = process.exit.bind(process);
/** In the module, since this process only makes templates, and its exit has to be explained. */
let request: MakeRequest | undefined;
/** Where `process.exit` was called. */
let exitStack: string | undefined;

process.exit = (code) => {
  exitStack ??= new Error("process.exit was called").stack;
  return exit(code);
};
process.on("exit", noteExit);
process.on("message", (message: MakeRequest) => void make(message));
say({ kind: "ready" });

async function make(given: MakeRequest): Promise<void> {
  request = given;
  // Otherwise a promise that never settles would be awaited for ever.
  process.channel?.unref();
  const [{ carryError }, { makeOnce }] = await Promise.all([import("./carried-error.js"), import("../make-once.js")]);
  try {
    const made = await makeOnce(observation, given, (progress) => say({ kind: "progress", progress }));
    finish({ kind: "made", made });
  } catch (error) {
    finish({ kind: "failed", error: carryError(error) });
  }
}

function finish(message: BuildMessage): void {
  request = undefined;
  process.channel?.ref();
  say(message);
}

function say(message: BuildMessage): void {
  // If nobody listens any more, this process ends by itself.
  process.send?.(message, undefined, undefined, () => undefined);
}

/** Synchronous: an exiting process does nothing that waits. */
function noteExit(): void {
  if (request === undefined || exitStack === undefined) return;
  const [path, stack] = [request.exitStackPath, exitStack];
  withoutWatching(() => writeFileSync(path, stack));
}
