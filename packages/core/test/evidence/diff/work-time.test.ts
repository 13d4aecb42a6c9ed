import { describe, expect, test, vi } from "vitest";

import { WorkTime } from "../../../src/evidence/diff/work-time.js";

describe("WorkTime", () => {
  test("counts work, and not what others keep the process waiting", () => {
    const time = new WorkTime();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    const waitedMs = time.workedMs;
    expect(waitedMs).toBeLessThan(300);
    const { user, system } = process.cpuUsage();
    let spent = process.cpuUsage();
    while (spent.user + spent.system < user + system + 100_000) spent = process.cpuUsage();
    expect(time.workedMs).toBeGreaterThanOrEqual(waitedMs + 100);
  });

  test("never counts more than has passed, whatever other threads do", () => {
    const time = new WorkTime();
    using usage = vi.spyOn(process, "cpuUsage").mockReturnValue({ user: 60_000_000, system: 0 });
    expect(time.workedMs).toBeLessThan(60_000);
    expect(usage).toHaveBeenCalled();
  });

  test("counts waiting beyond three seconds", () => {
    const time = new WorkTime();
    const now = performance.now();
    using clock = vi.spyOn(performance, "now").mockReturnValue(now + 10_000);
    expect(time.workedMs).toBeGreaterThanOrEqual(7000);
    expect(clock).toHaveBeenCalled();
  });
});
