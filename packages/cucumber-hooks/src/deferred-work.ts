/** Work that waits for the end of a scenario. */
export type DeferredWork = () => unknown;

/**
 * Does deferred work, last in first out, each in its turn and none for longer than the limit. An error stops none of the rest.
 *
 * @param works emptied; work that defers more work has it done next
 * @returns the errors, in the order in which they came
 */
export async function doDeferredWork(works: DeferredWork[], timeoutMs: number): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  for (let work = works.pop(); work !== undefined; work = works.pop()) {
    try {
      const outcome = work();
      if (isThenable(outcome)) await withinTime(outcome, work, timeoutMs);
    } catch (error) {
      errors.push(error);
    }
  }
  return errors;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

async function withinTime(outcome: PromiseLike<unknown>, work: DeferredWork, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tookTooLong(work, timeoutMs)), timeoutMs);
  });
  try {
    await Promise.race([outcome, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function tookTooLong(work: DeferredWork, timeoutMs: number): Error {
  const [firstLine = ""] = String(work).split("\n", 1);
  return new Error(
    `deferred work did not end within ${timeoutMs} ms: ${firstLine.slice(0, 100)}. ` +
      "Give it longer with installHooks({ deferTimeoutMs }), or find out what it waits for.",
  );
}
