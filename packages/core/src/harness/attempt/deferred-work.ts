import type { RunnerWords } from "../runner-words.js";
import { withinTime } from "./within-time.js";

/** Work that waits for the end of a test. */
export type DeferredWork = () => unknown;

/**
 * Does deferred work, last in first out, each in its turn and none for longer than the limit. An error stops none of the rest.
 *
 * @param works emptied; work that defers more work has it done next
 * @returns the errors, in the order in which they came
 */
export async function doDeferredWork(
  works: DeferredWork[],
  timeoutMs: number,
  words: Pick<RunnerWords, "caller">,
): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  for (let work = works.pop(); work !== undefined; work = works.pop()) {
    const current = work;
    try {
      await withinTime(current(), timeoutMs, () => describeTimeout(current, timeoutMs, words.caller));
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}

function describeTimeout(work: DeferredWork, timeoutMs: number, caller: string): string {
  const [firstLine = ""] = String(work).split("\n", 1);
  return (
    `deferred work did not end within ${timeoutMs} ms: ${firstLine.slice(0, 100)}. ` +
    `Give it longer with ${caller}({ deferTimeoutMs }), or find out what it waits for.`
  );
}
