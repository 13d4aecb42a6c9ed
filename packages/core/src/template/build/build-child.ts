import { writeFileSync } from "node:fs";

import { Observation } from "../../modules/inputs/observation.js";
import { withoutWatching } from "../../modules/inputs/watch-file-system.js";
import { dieWithParent } from "./die-with-parent.js";
import { earlyEndPathOf, type BuildMessage, type EarlyEnd, type MakeRequest } from "./build-messages.js";

dieWithParent();

// Before anything of the project is loaded: what it takes from `fs` then is what is watched.
const observation = new Observation({ includesLoadedScripts: true });

const exit = process.exit.bind(process);
/** In the module, as this process does nothing but to make templates, and its exit has to be explained. */
let request: MakeRequest | undefined;
/** Where `process.exit` was called. */
let exitStack: string | undefined;

process.exit = (code) => {
  exitStack ??= new Error("process.exit was called").stack;
  return exit(code);
};
process.on("exit", noteEarlyEnd);
process.on("message", (message: MakeRequest) => void make(message));
say({ kind: "ready" });

async function make(given: MakeRequest): Promise<void> {
  request = given;
  // Else a promise that never settles would be waited for without end.
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
  // Where nobody listens any more, this process ends by itself.
  process.send?.(message, undefined, undefined, () => undefined);
}

/** At once, as nothing that waits is done any more. */
function noteEarlyEnd(): void {
  if (request === undefined) return;
  const end: EarlyEnd = { stack: exitStack };
  const path = earlyEndPathOf(request.path);
  withoutWatching(() => writeFileSync(path, JSON.stringify(end)));
}
