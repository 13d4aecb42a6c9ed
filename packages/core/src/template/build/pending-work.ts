import { statSync } from "node:fs";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";

import type { ResolvedDatabase } from "../../config/database-config.js";
import { TemplateBuildError } from "../../errors/template-errors.js";
import { CONTENT_SUFFIXES } from "../../files/database-files.js";
import { withoutWatching } from "../../modules/inputs/watch-file-system.js";

/** How long what was left behind may take to end by itself. */
const LONGEST_WAIT_MS = { migrate: 1000, seed: 5000 };
const LOOK_INTERVAL_MS = 10;

/**
 * Gives a function to call when `migrate` or `seed` has returned: it makes sure that nothing of theirs is still at work, which would be missing
 * in the template. Only in a process that does nothing else.
 *
 * A connection pool that `migrate` left open is fine: it is waited for only for a moment, and what it writes later is not in the template, which
 * is said.
 *
 * @param path absolute, of the database that is made
 */
export function createPendingWorkGuard({ name }: ResolvedDatabase, path: string): (step: "migrate" | "seed") => Promise<void> {
  const before = process.getActiveResourcesInfo();
  return async (step) => {
    const returned = stampOf(path);
    // What a promise does that nobody waits for, it may do in these turns; it fails, as the seed's connection is closed.
    await setImmediate();
    await setImmediate();
    let pending = listPending(before);
    for (
      const endMs = Date.now() + LONGEST_WAIT_MS[step];
      pending.length > 0 && Date.now() < endMs;
      pending = listPending(before)
    ) {
      await sleep(LOOK_INTERVAL_MS);
    }
    if (stampOf(path) !== returned) {
      const problem = `${step} went on after it had returned: it still wrote to the database. Await all that it starts.`;
      throw new TemplateBuildError(name, step, problem);
    }
    if (pending.length === 0) return;
    const what = `${step} returned while something of its was still at work (${[...new Set(pending)].join(", ")})`;
    const cure = "Await it, and close what it opened: what it writes later is not in the template.";
    if (step === "seed") throw new TemplateBuildError(name, step, `${what}. ${cure}`);
    process.stderr.write(`picklejar: ${what}. ${cure}\n`);
  };
}

/** Streams that are only there to be written to. */
const IDLE = new Set(["TTYWrap", "PipeWrap", "Pipe"]);

/** What keeps the event loop alive now and did not before. */
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
