import { afterEach, describe, expect, test, vi } from "vitest";

import { Backoff } from "../../src/sqlite/backoff.js";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("Backoff", () => {
  test("says what it waits for after two seconds, once, with what a log may not have escaped", async () => {
    const written: unknown[] = [];
    vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(text) > 0);
    const now = vi.spyOn(performance, "now");
    now.mockReturnValue(0);
    const backoff = new Backoff(60_000);
    for (const [nowMs, lines] of [
      [1999, 0],
      [2000, 1],
      [5000, 1],
    ] as const) {
      now.mockReturnValue(nowMs);
      await backoff.pause(() => "\u001B[31mothers");
      expect(written, `lines after ${nowMs} ms`).toHaveLength(lines);
    }
    expect(written).toEqual([String.raw`picklejar: waiting for \u{1b}[31mothers` + "\n"]);
  });

  test("waits no longer than the time that is left", async () => {
    const backoff = new Backoff(1);
    await backoff.pause(() => "nothing");
    await backoff.pause(() => "nothing");
    expect(backoff.waitedMs).toBeLessThan(1000);
  });
});
