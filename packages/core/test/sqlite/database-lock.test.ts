import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test } from "vitest";

import { acquireDatabaseLock, tryAcquireDatabaseLock } from "../../src/sqlite/database-lock.js";

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

describe("acquireDatabaseLock", () => {
  test("gives the lock to one caller at a time, in one process", async () => {
    const lockPath = join(newDirectory(), "lock");
    let holders = 0;
    const work = async (): Promise<void> => {
      const lock = await acquireDatabaseLock(lockPath, { timeoutMs: 20_000, description: "the test" });
      holders += 1;
      expect(holders).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 3));
      holders -= 1;
      lock.release();
    };
    await Promise.all(Array.from({ length: 20 }, work));
    expect(readdirSync(join(lockPath, ".."))).toEqual(["lock"]);
  });

  for (const [removeOnRelease, options] of [
    [true, {}],
    [false, { tags: "long" }],
  ] as const)
    test(`gives the lock to one process at a time, removing the file: ${removeOnRelease}`, options, async () => {
      const directory = newDirectory();
      const children = Array.from({ length: 7 }, () => startProcess(contend, directory, removeOnRelease));
      const codes = await Promise.all(children.map(async (child) => await once(child, "exit")));
      expect(codes).toEqual(Array.from({ length: 7 }, () => [0, null]));
      const entries = readFileSync(join(directory, "entries"), "utf8").trim().split("\n");
      expect(entries).toHaveLength(7 * 40 * 2);
      // Whoever goes in comes out before the next goes in.
      for (let index = 0; index < entries.length; index += 2) {
        expect(entries[index]?.replace("in", "out")).toBe(entries[index + 1]);
      }
      expect(existsSync(join(directory, "lock"))).toBe(!removeOnRelease);
    });

  test("keeps to its time, and to the event loop, where it cannot look whether the lock is still at its path", async () => {
    const code = `${imports}
      import { closeSync, openSync } from "node:fs";
      const lockPath = process.argv[1] + "/lock";
      tryAcquireDatabaseLock(lockPath).release();
      const descriptors = [];
      try { for (;;) descriptors.push(openSync("/dev/null")); } catch {}
      // One is free, for the lock; none for the look.
      closeSync(descriptors.pop());
      let ticks = 0;
      setInterval(() => ticks++, 5).unref();
      const outcome = await acquireDatabaseLock(lockPath, { timeoutMs: 300, description: "the test" }).catch(({ code }) => code);
      const tried = tryAcquireDatabaseLock(lockPath) === undefined;
      for (const descriptor of descriptors) closeSync(descriptor);
      console.log(JSON.stringify([outcome, tried, ticks > 3]));`;
    const child = spawn(
      "sh",
      ["-c", 'ulimit -n 64 && exec "$@"', "sh", process.execPath, "--input-type=module", "--eval", code, newDirectory()],
      {
        stdio: ["ignore", "pipe", "inherit"],
        timeout: 20_000,
      },
    );
    const [answer] = (await Promise.race([once(child.stdout, "data"), once(child, "exit")])) as [unknown];
    expect(JSON.parse(String(answer))).toEqual(["LOCK_TIMEOUT", true, true]);
  });

  test("excludes the threads of one process", async () => {
    const lockPath = join(newDirectory(), "lock");
    const lock = await acquireDatabaseLock(lockPath, { timeoutMs: 1000, description: "the test" });
    const code = `${imports}
      import { parentPort } from "node:worker_threads";
      parentPort.postMessage(tryAcquireDatabaseLock(${JSON.stringify(lockPath)}) === undefined);`;
    const worker = new Worker(code, { eval: true, execArgv: ["--input-type=module"] });
    expect((await once(worker, "message"))[0]).toBe(true);
    lock.release();
  });

  test("is free at once when its holder is killed, and tells the holder's pid before", async () => {
    const directory = newDirectory();
    const holder = startProcess(hold, directory, true);
    await once(holder.stdout, "data");
    const lockPath = join(directory, "lock");
    await expect(acquireDatabaseLock(lockPath, { timeoutMs: 30, description: "the test" })).rejects.toMatchObject({
      name: "LockTimeoutError",
      code: "LOCK_TIMEOUT",
      lockPath,
      holderPid: holder.pid,
    });
    holder.kill("SIGKILL");
    await once(holder, "exit");
    const lock = tryAcquireDatabaseLock(lockPath, { removeOnRelease: true });
    expect(lock).toBeDefined();
    lock?.release();
    lock?.release();
    expect(readdirSync(directory)).toEqual([]);
  });

  test("says on stderr after two seconds who holds the lock, once", async () => {
    const directory = newDirectory();
    const lock = await acquireDatabaseLock(join(directory, "lock"), { timeoutMs: 1000, description: "the test" });
    const waiter = startProcess(hold, directory, true);
    let stderr = "";
    waiter.stderr.on("data", (chunk) => (stderr += String(chunk)));
    await once(waiter.stderr, "data");
    // Several more looks at the lock.
    await new Promise((resolve) => setTimeout(resolve, 500));
    lock.release();
    await once(waiter.stdout, "data");
    waiter.kill("SIGKILL");
    await once(waiter, "exit");
    expect(stderr).toBe(`picklejar: waiting for the test: process ${process.pid} holds the lock\n`);
  });
});

describe("tryAcquireDatabaseLock", () => {
  test("gives nothing while the lock is held, and the lock when it is free again", () => {
    const lockPath = join(newDirectory(), "lock");
    const first = tryAcquireDatabaseLock(lockPath);
    expect(first).toBeDefined();
    expect(tryAcquireDatabaseLock(lockPath)).toBeUndefined();
    first?.release();
    const second = tryAcquireDatabaseLock(lockPath);
    expect(second).toBeDefined();
    second?.release();
  });
});

const imports = `import { acquireDatabaseLock, tryAcquireDatabaseLock } from ${JSON.stringify(
  new URL("../../dist/sqlite/database-lock.js", import.meta.url).href,
)};`;

const contend = `
import { appendFileSync } from "node:fs";
for (let round = 0; round < 40; round++) {
  const lock = await acquireDatabaseLock(directory + "/lock", { timeoutMs: 60000, description: "the test", removeOnRelease });
  appendFileSync(directory + "/entries", process.pid + " in " + round + "\\n");
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  appendFileSync(directory + "/entries", process.pid + " out " + round + "\\n");
  lock.release();
}`;

const hold = `
await acquireDatabaseLock(directory + "/lock", { timeoutMs: 60000, description: "the test", removeOnRelease });
console.log("held");
setInterval(() => {}, 1000);`;

function startProcess(
  code: string,
  directory: string,
  removeOnRelease: boolean,
): ChildProcessByStdio<null, Readable, Readable> {
  const text = `${imports}\nconst directory = ${JSON.stringify(directory)}, removeOnRelease = ${removeOnRelease};\n${code}`;
  return spawn(process.execPath, ["--input-type=module", "--eval", text], { stdio: ["ignore", "pipe", "pipe"] });
}

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "picklejar-lock-"));
  directories.push(directory);
  return directory;
}
