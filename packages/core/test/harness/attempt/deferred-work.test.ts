import { describe, expect, test } from "vitest";

import { doDeferredWork } from "../../../src/harness/attempt/deferred-work.js";

const WORDS = { caller: "installHooks" };

describe("doDeferredWork", () => {
  test("does what was deferred last first, each after the one before has ended", async () => {
    const log: string[] = [];
    const slow = async (): Promise<void> => {
      log.push("slow begins");
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push("slow ends");
    };
    expect(await doDeferredWork([() => log.push("first"), slow], 1000, WORDS)).toEqual([]);
    expect(log).toEqual(["slow begins", "slow ends", "first"]);
  });

  test("gives every error, whether thrown or rejected, and does the rest", async () => {
    const log: string[] = [];
    const works = [
      () => log.push("done"),
      () => Promise.reject(new Error("rejected")),
      () => {
        throw new Error("thrown");
      },
    ];
    const errors = await doDeferredWork(works, 1000, WORDS);
    expect([log, errors]).toEqual([["done"], [new Error("thrown"), new Error("rejected")]]);
  });

  test("does work that work defers, next", async () => {
    const log: string[] = [];
    const works: (() => unknown)[] = [() => log.push("outer last"), () => works.push(() => log.push("inner"))];
    await doDeferredWork(works, 1000, WORDS);
    expect(log).toEqual(["inner", "outer last"]);
  });

  test("goes on after work that does not end, and says which it was and what to do", async () => {
    const log: string[] = [];
    const errors = await doDeferredWork([() => log.push("done"), () => new Promise(() => undefined)], 20, WORDS);
    expect(log).toEqual(["done"]);
    expect(errors).toEqual([
      new Error(
        "deferred work did not end within 20 ms: () => new Promise(() => undefined). " +
          "Give it longer with installHooks({ deferTimeoutMs }), or find out what it waits for.",
      ),
    ]);
  });
});
