import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createStorage, listParent, parentOf, startModule } from "../helpers/start-module.js";

const HALF_MADE = "run-1073741824-0-0123456789abcdef";

describe("sweepRuns", () => {
  test("removes at once what a killed process left, when the next run begins", async () => {
    const storage = createStorage();
    const dead = startModule(
      storage,
      "const run = ensureRun(); fs.writeFileSync(run.createDatabasePath(), 'rows'); say(run.path); stay();",
    );
    const path = await dead.heard<string>();
    dead.process.kill("SIGKILL");
    await dead.ended;
    expect(existsSync(path)).toBe(true);
    const next = startModule(storage, `ensureRun(); say(fs.existsSync(${JSON.stringify(path)}));`);
    expect(await next.heard()).toBe(false);
    await next.ended;
    expect(listParent(storage)).toEqual([]);
  });

  test("never removes a live run, though twenty processes begin at once", EVEN_DAYS, async () => {
    const storage = createStorage();
    const live = startModule(
      storage,
      "const run = ensureRun(); fs.writeFileSync(run.createDatabasePath(), 'rows'); say(run.path); stay();",
    );
    const path = await live.heard<string>();
    const others = Array.from({ length: 20 }, () =>
      startModule(storage, "const run = ensureRun(); await sleep(50); say(fs.existsSync(run.path));"),
    );
    expect(await Promise.all(others.map((other) => other.heard()))).toEqual(others.map(() => true));
    expect(await Promise.all(others.map((other) => other.ended))).toEqual(
      others.map(() => ({ code: 0, signal: null, stderr: "" })),
    );
    expect(listParent(storage)).toEqual([path.slice(parentOf(storage).length + 1)]);
    expect(existsSync(join(path, "databases"))).toBe(true);
  });

  test("removes one dead run once, though twenty processes find it at once", ODD_DAYS, async () => {
    const storage = createStorage();
    const dead = startModule(storage, "say(ensureRun().path); stay();");
    await dead.heard();
    dead.process.kill("SIGKILL");
    await dead.ended;
    const others = Array.from({ length: 20 }, () => startModule(storage, "ensureRun(); say('made');"));
    expect(await Promise.all(others.map((other) => other.ended))).toEqual(
      others.map(() => ({ code: 0, signal: null, stderr: "" })),
    );
    expect(listParent(storage)).toEqual([]);
  });

  test("leaves a run alone whose lease is held, even when its owner seems to be gone, as in another container", async () => {
    const { storage, path, live } = await startLiveRun();
    const sweep = startModule(storage, `${writeOwner(path, "{ pid: 2 ** 30 }")} say(sweepRuns());`);
    expect(await sweep.heard()).toEqual({ removed: [], failed: [] });
    live.process.kill("SIGKILL");
    await live.ended;
    const later = startModule(storage, "say(sweepRuns());");
    expect(await later.heard()).toEqual({ removed: [path], failed: [] });
  });

  test("leaves a run alone whose owner lives, even when its lease could be taken", async () => {
    const { storage, path } = await startLiveRun();
    rmSync(join(path, "lease"));
    const sweep = startModule(storage, "say(sweepRuns());");
    expect(await sweep.heard()).toEqual({ removed: [], failed: [] });
  });

  test.each([
    ["another process", "process.ppid"],
    ["the process that sweeps", "process.pid"],
  ])("removes a run whose owner's pid was given to %s", async (_, pid) => {
    const { storage, path, live } = await startLiveRun();
    live.process.kill("SIGKILL");
    await live.ended;
    const sweep = startModule(storage, `${writeOwner(path, `{ pid: ${pid} }`)} say([owner.startTime, sweepRuns().removed]);`);
    const [startTime, removed] = await sweep.heard<[string | undefined, string[]]>();
    // Where the system does not tell start times, nothing proves that the owner is gone.
    expect(removed).toEqual(typeof startTime === "string" ? [path] : []);
  });

  test("never tests a lease of its own process", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `const { path } = ensureRun(); fs.rmSync(path + "/lease"); say([sweepRuns(), fs.existsSync(path + "/lease")]);`,
    );
    expect(await module.heard()).toEqual([{ removed: [], failed: [] }, false]);
  });

  test("removes a folder at once whose maker died over it, and not as long as it lives", async () => {
    const storage = createStorage();
    const path = join(parentOf(storage), HALF_MADE);
    mkdirSync(parentOf(storage), { mode: 0o700 });
    mkdirSync(path);
    const { startTime, live } = await startLiveRun(storage);
    const announce = (pid: number): void =>
      writeFileSync(join(path, ".owner.json"), JSON.stringify({ pid, nonce: "00", startTime }));
    announce(live.pid);
    const early = startModule(storage, "say(sweepRuns().removed);");
    expect(await early.heard()).toEqual([]);
    announce(2 ** 30);
    const late = startModule(storage, "say(sweepRuns().removed);");
    expect(await late.heard()).toEqual(startTime === undefined ? [] : [path]);
  });

  test("gives a folder that does not say who makes it a minute", async () => {
    const storage = createStorage();
    const path = join(parentOf(storage), HALF_MADE);
    mkdirSync(parentOf(storage), { mode: 0o700 });
    mkdirSync(path);
    const early = startModule(storage, "say(sweepRuns());");
    expect(await early.heard()).toEqual({ removed: [], failed: [] });
    const past = new Date(Date.now() - 61_000);
    utimesSync(path, past, past);
    const late = startModule(storage, "say(sweepRuns());");
    expect(await late.heard()).toEqual({ removed: [path], failed: [] });
  });

  test("finishes what another could not remove", async () => {
    const storage = createStorage();
    const path = join(parentOf(storage), "ended-1-0-0123456789abcdef");
    mkdirSync(parentOf(storage), { mode: 0o700 });
    mkdirSync(join(path, "databases"), { recursive: true });
    const sweep = startModule(storage, "say(sweepRuns());");
    expect(await sweep.heard()).toEqual({ removed: [path], failed: [] });
  });

  test("leaves everything that picklejar did not make: files, folders, and symbolic links under its names", async () => {
    const storage = createStorage();
    const parent = parentOf(storage);
    mkdirSync(parent, { mode: 0o700 });
    mkdirSync(join(storage, "elsewhere"));
    writeFileSync(join(storage, "elsewhere", "precious"), "rows");
    writeFileSync(join(parent, "foreign.db"), "rows");
    mkdirSync(join(parent, "run-of-the-mill"));
    writeFileSync(join(parent, "run-1-0-00000000000000ff"), "rows");
    symlinkSync("../elsewhere", join(parent, "run-1073741824-0-00000000000000aa"));
    symlinkSync("../elsewhere", join(parent, "ended-1-0-00000000000000aa"));
    const names = listParent(storage);
    const sweep = startModule(storage, "say(sweepRuns());");
    expect(await sweep.heard()).toEqual({ removed: [], failed: [] });
    expect(listParent(storage)).toEqual(names);
    expect(readFileSync(join(storage, "elsewhere", "precious"), "utf8")).toBe("rows");
  });

  test("does not follow a symbolic link inside of a dead run", ODD_DAYS, async () => {
    const { storage, path, live } = await startLiveRun();
    mkdirSync(join(storage, "elsewhere"));
    writeFileSync(join(storage, "elsewhere", "precious"), "rows");
    symlinkSync(join(storage, "elsewhere"), join(path, "databases", "link"));
    live.process.kill("SIGKILL");
    await live.ended;
    const sweep = startModule(storage, "say(sweepRuns().removed);");
    expect(await sweep.heard()).toEqual([path]);
    expect(readFileSync(join(storage, "elsewhere", "precious"), "utf8")).toBe("rows");
  });

  test("goes on after a run that it cannot look at", EVEN_DAYS, async () => {
    const { storage, path, live } = await startLiveRun();
    const broken = join(parentOf(storage), "run-1073741824-0-0000000000000000");
    mkdirSync(join(broken, "lease"), { recursive: true });
    writeFileSync(join(broken, "owner.json"), JSON.stringify({ pid: 2 ** 30, nonce: "00" }));
    live.process.kill("SIGKILL");
    await live.ended;
    const sweep = startModule(storage, "say(sweepRuns());");
    expect(await sweep.heard()).toEqual({ removed: [path], failed: [broken] });
  });

  test("does nothing in a parent folder that others may write to", async () => {
    const storage = createStorage();
    const path = join(parentOf(storage), HALF_MADE);
    mkdirSync(path, { recursive: true });
    utimesSync(path, 0, 0);
    const sweep = startModule(storage, `fs.chmodSync(${JSON.stringify(parentOf(storage))}, 0o777); say(sweepRuns());`);
    expect(await sweep.heard()).toEqual({ removed: [], failed: [] });
    expect(listParent(storage)).toEqual([HALF_MADE]);
  });
});

/** A process that owns a run, and when it started, where the system tells. */
async function startLiveRun(storage = createStorage()) {
  const live = startModule(storage, "const { path } = ensureRun(); say(path); stay();");
  const path = await live.heard<string>();
  const { startTime }: { startTime?: string } = JSON.parse(readFileSync(join(path, "owner.json"), "utf8"));
  return { storage, live, path, startTime };
}

/** Code that changes what the owner record says. */
function writeOwner(path: string, change: string): string {
  const record = JSON.stringify(join(path, "owner.json"));
  return `const owner = JSON.parse(fs.readFileSync(${record}, "utf8")); fs.writeFileSync(${record}, JSON.stringify({ ...owner, ...${change} }));`;
}
