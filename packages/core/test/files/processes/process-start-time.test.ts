import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { expect, describe, test } from "vitest";

import { hasProcess, isProcessAlive, processStartTime } from "../../../src/files/processes/process-start-time.js";

const isTold = process.platform === "linux" || process.platform === "darwin";

describe("processStartTime", () => {
  test("is the same each time for one process, and another for another, where the system tells", async () => {
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"], { stdio: "ignore" });
    // A tick of the clock that it is measured by: 10 ms on Linux, 1 s on macOS.
    expect(processStartTime(process.pid)).toBe(processStartTime(process.pid));
    expect(processStartTime(child.pid ?? 0) === processStartTime(process.pid)).toBe(!isTold);
    child.kill();
  });

  test("is nothing for a pid that no process has", () => {
    expect(processStartTime(2 ** 30)).toBeUndefined();
  });
});

describe("isProcessAlive", () => {
  test("says yes for this process", () => {
    expect(isProcessAlive({ pid: process.pid, startTime: processStartTime(process.pid) })).toBe(true);
  });

  test("takes a later process with the same pid for another one", () => {
    expect(isProcessAlive({ pid: process.pid, startTime: "an earlier time" })).toBe(false);
  });

  test("takes a zombie for gone, which nobody may ever bury in a container", async ({ skip }) => {
    if (process.platform !== "linux") {
      console.log("skipped: only Linux tells zombies apart");
      skip();
    }
    const parent = spawn("sh", ["-c", "sleep 0.2 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
    const pid = Number((await createInterface({ input: parent.stdout })[Symbol.asyncIterator]().next()).value);
    const zombie = { pid, startTime: processStartTime(pid) };
    expect(isProcessAlive(zombie)).toBe(true);
    await expect.poll(() => isProcessAlive(zombie)).toBe(false);
    expect(hasProcess(pid)).toBe(true);
    parent.kill();
  });
});
