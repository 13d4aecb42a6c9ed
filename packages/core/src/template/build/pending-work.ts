import { statSync } from "node:fs";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { TemplateBuildError } from "../../errors/classes/template-errors.js";
import { warn } from "../../errors/warn.js";
import { CONTENT_SUFFIXES } from "../../files/database-files.js";
import { withoutWatching } from "../../modules/inputs/watch-file-system.js";

/** How long work that was left behind may take to end by itself. */
const LONGEST_WAIT_MS = { migrate: 1000, seed: 5000 };
const LOOK_INTERVAL_MS = 10;

/**
 * Gives a function to call when `migrate` or `seed` has returned. It refuses work of theirs that still goes on, since the template would miss its
 * results. Only for a process that does nothing else.
 *
 * A connection pool that `migrate` left open only leads to a warning: what it writes later is not in the template.
 *
 * @param path absolute, of the database that is made
 */
export function createPendingWorkGuard({ name }: ResolvedDatabase, path: string): (step: "migrate" | "seed") => Promise<void> {
  const before = process.getActiveResourcesInfo();
  return async (step) => {
    const returned = stampOf(path);
    // Lets a promise that nobody awaits go on. It fails, since the seed's connection is closed.
    await setImmediate();
    await setImmediate();
    const endMs = Date.now() + LONGEST_WAIT_MS[step];
    let pending = listPending(before);
    while (pending.length > 0 && Date.now() < endMs) {
      await sleep(LOOK_INTERVAL_MS);
      pending = listPending(before);
    }
    if (stampOf(path) !== returned) {
      const problem = `${step} went on after it had returned: it still wrote to the database. Await all that it starts.`;
      throw new TemplateBuildError(name, step, problem);
    }
    if (pending.length === 0) return;
    const what = `${step} returned while something of its was still at work (${[...new Set(pending)].join(", ")})`;
    const cure = "Await it, and close what it opened: what it writes later is not in the template.";
    if (step === "seed") throw new TemplateBuildError(name, step, `${what}. ${cure}`);
    warn(`${what}. ${cure}`);
  };
}

/** Streams that are only there to be written to. */
const IDLE = new Set(["TTYWrap", "PipeWrap", "Pipe"]);

/** What keeps the event loop alive now, and did not before. */
function listPending(before: readonly string[]): string[] {
  const known = [...before];
  return process.getActiveResourcesInfo().filter((kind) => {
    const index = known.indexOf(kind);
    if (index >= 0) known.splice(index, 1);
    return index < 0 && !IDLE.has(kind);
  });
}

function stampOf(path: string): string {
  return withoutWatching(() =>
    CONTENT_SUFFIXES.map((suffix) => statSync(path + suffix, { bigint: true, throwIfNoEntry: false }))
      .map((stats) => (stats === undefined ? "" : `${stats.ino} ${stats.size} ${stats.mtimeNs}`))
      .join(),
  );
}
