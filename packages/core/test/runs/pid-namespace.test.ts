import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { listParent, parentOf, startModule, createStorage, type StartedModule } from "../helpers/start-module.js";
import { coreDirectory } from "../helpers/create-project.js";

const PROC = [
  ["its own /proc", ["--mount-proc"], {}],
  ["the /proc of another", [], EVEN_DAYS],
] as const;

const canUnshare = unshare(["true"]).status === 0;
if (!canUnshare) console.info("Skipped: pid namespaces, which only root can make, on Linux, where the container lets it.");

for (const [what, flags, options] of PROC)
  describe.skipIf(!canUnshare)(`a child in a pid namespace of its own, with ${what}`, options, () => {
    test("gets databases of the run that it was started in, as the run's lease is held", async () => {
      const { owner, path, environment } = await startRun();
      const child = unshare([...flags, process.execPath, "-e", ENSURE_RUN], environment);
      expect([child.stderr, JSON.parse(child.stdout)]).toEqual(["", { path, isOwner: false }]);
      await kill(owner);
      const late = unshare([...flags, process.execPath, "-e", ENSURE_RUN], environment);
      expect(JSON.parse(late.stdout)).toMatchObject({ code: "RUN_ENDED", reason: "owner-gone" });
    });

    test("sweeps no run that lives outside, and sees that it does", ODD_DAYS, async () => {
      const { owner, path, environment, storage } = await startRun();
      const { stdout } = unshare([...flags, process.execPath, "-e", LIST_AND_SWEEP], environment);
      expect(JSON.parse(stdout)).toEqual({ alive: [true], removed: [] });
      expect(existsSync(join(path, "databases"))).toBe(true);
      await kill(owner);
      const { stdout: later } = unshare([...flags, process.execPath, "-e", LIST_AND_SWEEP], environment);
      expect(JSON.parse(later)).toEqual({ alive: [false], removed: [path] });
      expect(listParent(storage)).toEqual([]);
    });

    test("is no owner because it has the owner's pid", async () => {
      const { owner, path, environment } = await startRun();
      // In a namespace of its own it is process 1.
      const variable = (environment["PICKLEJAR_RUN"] ?? "").replace(/^\d+/, "1");
      const script = `const { ownRun } = await import(${built("runs/own-run.js")});
      const fs = await import("node:fs"); const file = ${JSON.stringify(join(path, "owner.json"))};
      fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, "utf8")), pid: 1 }));
      const run = ownRun(); console.log(JSON.stringify([run.path === ${JSON.stringify(path)}, run.isOwner]));`;
      const { stdout, stderr } = unshare([...flags, process.execPath, "--input-type=module", "-e", script], {
        ...environment,
        PICKLEJAR_RUN: variable,
      });
      expect([stderr, stdout]).toEqual(["", "[false,true]\n"]);
      await kill(owner);
    });

    test("keeps its own run alive for a sweep from outside", EVEN_DAYS, async () => {
      const storage = createStorage();
      mkdirSync(join(storage, "x"));
      const module = startModule(
        storage,
        `const child = spawn("unshare", ["-pf", "--kill-child", ...${JSON.stringify(flags)}, process.execPath, "--input-type=module", "-e",
         ${JSON.stringify(`const { ensureRun } = await import(${built("runs/ensure-run.js")}); console.log(JSON.stringify(ensureRun().path)); setInterval(() => {}, 1000);`)}],
         { stdio: ["ignore", "inherit", "inherit"] }); say(child.pid); stay();`,
      );
      const pid = await module.heard<number>();
      onTestFinished(() => void process.kill(pid, "SIGKILL"));
      const path = await module.heard<string>();
      const sweep = startModule(storage, "say(sweepRuns());");
      expect(await sweep.heard()).toEqual({ removed: [], failed: [] });
      expect(existsSync(path)).toBe(true);
    });
  });

const ENSURE_RUN = `import(${built("runs/ensure-run.js")}).then(({ ensureRun }) => {
  try { const { path, isOwner } = ensureRun(); console.log(JSON.stringify({ path, isOwner })); }
  catch ({ code, reason, message }) { console.log(JSON.stringify({ code, reason, message })); }
});`;

const LIST_AND_SWEEP = `Promise.all([import(${built("cli/status/list-runs.js")}), import(${built("runs/sweep-runs.js")})])
  .then(([{ listRuns }, { sweepRuns }]) =>
    console.log(JSON.stringify({ alive: listRuns().map(({ isAlive }) => isAlive), removed: sweepRuns().removed })));`;

function built(path: string): string {
  return JSON.stringify(join(coreDirectory, "dist", path));
}

function unshare(arguments_: readonly string[], environment: NodeJS.ProcessEnv = process.env): SpawnSyncReturns<string> {
  return spawnSync("unshare", ["-pf", ...arguments_], { env: environment, encoding: "utf8" });
}

interface Run {
  readonly owner: StartedModule;
  readonly storage: string;
  readonly path: string;
  /** As its children have it. */
  readonly environment: NodeJS.ProcessEnv;
}

async function startRun(): Promise<Run> {
  const storage = createStorage();
  const owner = startModule(storage, "const { path } = ensureRun(); say([path, process.env.PICKLEJAR_RUN]); stay();");
  const [path, variable] = await owner.heard<[string, string]>();
  expect(path.startsWith(parentOf(storage))).toBe(true);
  return { owner, storage, path, environment: { ...process.env, PICKLEJAR_DIR: storage, PICKLEJAR_RUN: variable } };
}

async function kill({ process: child, ended }: StartedModule): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}
