/**
 * Awaits what somebody else's code gave, but not for longer than a limit. What is not to be awaited is not.
 *
 * Also keeps the process alive meanwhile: hooks may have no limit of their runner's, and with nothing left to wait for Node would end the run in
 * its middle, without a report and with exit code 0.
 *
 * @param describe what is said in the error that a timeout gives
 */
export async function withinTime(outcome: unknown, timeoutMs: number, describe: () => string): Promise<void> {
  if (!isThenable(outcome)) return;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(describe())), timeoutMs);
  });
  try {
    await Promise.race([outcome, limit]);
  } finally {
    clearTimeout(timer);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
