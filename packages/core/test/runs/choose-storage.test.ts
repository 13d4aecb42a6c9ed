import { execFileSync } from "node:child_process";
import { readdirSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, describe, expect, test, vi } from "vitest";

import { chooseStorage, possibleStorages } from "../../src/runs/choose-storage.js";
import { mountMemory } from "../helpers/mount-memory.js";
import { createStorage, parentOf, startModule } from "../helpers/start-module.js";

const mounts: string[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const mount of mounts.splice(0)) execFileSync("umount", [mount]);
});

describe("chooseStorage", () => {
  test("takes PICKLEJAR_DIR before anything else, relative to the working directory", () => {
    vi.stubEnv("PICKLEJAR_DIR", "some/where");
    expect(chooseStorage()).toBe(`${process.cwd()}/some/where`);
    expect(possibleStorages()).toEqual([`${process.cwd()}/some/where`]);
  });

  test("takes memory with room to spare", ({ skip }) => {
    vi.stubEnv("PICKLEJAR_DIR", "");
    const mount = createMemory("512m", skip);
    expect(chooseStorage(mount)).toBe(mount);
  });

  test("leaves the 64 MB alone that a container has in memory", ({ skip }) => {
    vi.stubEnv("PICKLEJAR_DIR", "");
    const mount = createMemory("64m", skip);
    expect(chooseStorage(mount)).toBe(tmpdir());
  });

  test("takes the temporary folder for what does not fit into memory with room to spare", ({ skip }) => {
    vi.stubEnv("PICKLEJAR_DIR", "");
    const mount = createMemory("512m", skip);
    expect(chooseStorage(mount, 64 * 1024 * 1024)).toBe(mount);
    expect(chooseStorage(mount, 300 * 1024 * 1024)).toBe(tmpdir());
  });

  test("takes the temporary folder where there is no memory to be had", () => {
    vi.stubEnv("PICKLEJAR_DIR", "");
    expect(chooseStorage("/missing")).toBe(tmpdir());
  });

  test("takes a folder on a disk for what it is, whatever its name", () => {
    vi.stubEnv("PICKLEJAR_DIR", "");
    expect(chooseStorage("/proc/self")).toBe(tmpdir());
  });

  test("has a run on a disk that needs more than there is in memory", async () => {
    const module = startModule(createStorage(), "const run = ownRun(2 ** 50); say(run.path); endRun(run);", {
      environment: { PICKLEJAR_DIR: undefined },
    });
    expect((await module.heard<string>()).startsWith(parentOf(tmpdir()))).toBe(true);
    expect(await module.ended).toMatchObject({ code: 0 });
  });

  test("by default has runs in /dev/shm on Linux, and leaves nothing there", async () => {
    const module = startModule(createStorage(), "const run = ensureRun(); say(run.path); endRun(run);", {
      environment: { PICKLEJAR_DIR: undefined },
    });
    const path = await module.heard<string>();
    expect(await module.ended).toMatchObject({ code: 0 });
    const storage = hasSharedMemory() ? "/dev/shm" : tmpdir();
    expect(path.startsWith(parentOf(storage))).toBe(true);
    expect(readdirSync(parentOf(storage)).filter((name) => path.endsWith(name))).toEqual([]);
  });
});

/** Mounts a tmpfs of a size; it goes after the test. Says so where that takes more rights than we have. */
function createMemory(size: string, skip: (reason: string) => never): string {
  const directory = createStorage();
  if (!mountMemory(directory, size)) skip("only root can mount, on Linux");
  mounts.push(directory);
  return directory;
}

function hasSharedMemory(): boolean {
  try {
    const { bavail, bsize, type } = statfsSync("/dev/shm");
    return type === 0x01021994 && bavail * bsize >= 256 * 1024 * 1024;
  } catch {
    return false;
  }
}
