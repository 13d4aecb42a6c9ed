import { describe, expect, test } from "vitest";

import { OnceMap } from "../../src/files/once-map.js";

describe("OnceMap › share", () => {
  test("does once what is asked for while it is in flight, and again afterwards", async () => {
    const calls = new OnceMap<string, number>();
    const start = countCalls();
    const together = await Promise.all([calls.share("a", start), calls.share("a", start), calls.share("b", start)]);
    expect(together).toEqual([1, 1, 2]);
    expect(await calls.share("a", start)).toBe(3);
  });

  test("fails for all who share the call, and for nobody after them", async () => {
    const calls = new OnceMap<string, number>();
    const failing = [calls.share("a", fail), calls.share("a", countCalls())];
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await calls.share("a", countCalls())).toBe(1);
  });
});

describe("OnceMap › keep", () => {
  test("keeps what a call gave, and no failure", async () => {
    const calls = new OnceMap<string, number>();
    await expect(calls.keep("a", fail)).rejects.toThrow("no");
    const start = countCalls();
    expect([await calls.keep("a", start), await calls.keep("a", start)]).toEqual([1, 1]);
  });

  test("drops the call that it is given, and not one that came after it", async () => {
    const calls = new OnceMap<string, number>();
    const start = countCalls();
    const first = calls.keep("a", start);
    calls.drop("a", first);
    const second = calls.keep("a", start);
    calls.drop("a", first);
    expect(calls.get("a")).toBe(second);
    calls.drop("a");
    expect(calls.get("a")).toBeUndefined();
    expect([await first, await second]).toEqual([1, 2]);
  });

  test("drops no later call when an earlier one fails", async () => {
    const calls = new OnceMap<string, number>();
    const first = calls.keep("a", fail);
    calls.drop("a", first);
    const second = calls.keep("a", countCalls());
    await expect(first).rejects.toThrow("no");
    expect(calls.get("a")).toBe(second);
  });
});

function countCalls(): () => Promise<number> {
  let count = 0;
  return async () => (count += 1);
}

async function fail(): Promise<number> {
  throw new Error("no");
}
