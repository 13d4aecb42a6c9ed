import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createStorage, listParent, parentOf, startModule } from "../helpers/start-module.js";

describe("currentRun", () => {
  test("gives nothing outside of a run, and makes none", async () => {
    const storage = createStorage();
    const module = startModule(storage, `say([currentRun() ?? null, fs.existsSync(${JSON.stringify(parentOf(storage))})]);`);
    expect(await module.heard()).toEqual([null, false]);
  });

  test("finds the run in a child process, without loading tmp or better-sqlite3", EVEN_DAYS, async () => {
    const module = startModule(
      createStorage(),
      `import { createRequire } from "node:module";
       if (role === "child") say([currentRun().path, ensureRun().isOwner, Object.keys(createRequire(import.meta.url).cache)]);
       else { say(ensureRun().path); await once(fork(modulePath, ["child"]), "exit"); }`,
    );
    const path = await module.heard();
    expect(await module.heard()).toEqual([path, false, []]);
  });

  test.each([
    ["a folder that is not there", "1|00ff|/missing/run-1-0-0000000000000000"],
    ["anything else", "yes"],
  ])("gives nothing when the variable names %s", async (_, PICKLEJAR_RUN) => {
    const module = startModule(createStorage(), "say(currentRun() ?? null);", { environment: { PICKLEJAR_RUN } });
    expect(await module.heard()).toBeNull();
  });

  test("gives nothing when another run took the folder's place", async () => {
    const module = startModule(
      createStorage(),
      `if (role === "child") { process.env.PICKLEJAR_RUN = process.env.PICKLEJAR_RUN.replace(/[|][^|]*[|]/, "|00ff|"); say(currentRun() ?? null); }
       else { ensureRun(); await once(fork(modulePath, ["child"]), "exit"); }`,
    );
    expect(await module.heard()).toBeNull();
  });
});

describe("ensureRun", () => {
  test("gives one run to a process, its threads, its children and theirs", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `say(ensureRun().path);
       if (!isMainThread) process.exit();
       await once(new Worker(modulePath), "exit");
       if (role === undefined) await once(fork(modulePath, ["child"]), "exit");`,
    );
    const path = await module.heard();
    expect([await module.heard(), await module.heard(), await module.heard()]).toEqual([path, path, path]);
    await module.ended;
    expect(listParent(storage)).toEqual([]);
  });

  test("gives a thread with an environment of its own the run of its process", async () => {
    const module = startModule(
      createStorage(),
      `say(ensureRun().path);
       if (isMainThread) await once(new Worker(modulePath, { env: { PICKLEJAR_DIR: process.env.PICKLEJAR_DIR } }), "exit");`,
    );
    expect(await module.heard()).toBe(await module.heard());
  });

  test(
    "gives two threads runs of their own that the main thread has none to share with, and leaves neither",
    ODD_DAYS,
    async () => {
      const storage = createStorage();
      const module = startModule(
        storage,
        `if (isMainThread) await Promise.all([1, 2].map(() => once(new Worker(modulePath), "exit")));
       else { const run = ensureRun(); say([run.path, run.isOwner]); await sleep(200); say([ensureRun().path, fs.existsSync(run.path)]); }`,
      );
      const heard: unknown[][] = [];
      while (heard.length < 4) heard.push(await module.heard<unknown[]>());
      // Each thread says twice the same of its own run; on a busy machine one is through before the other begins.
      const paths = [...new Set(heard.map(([path]) => path))];
      expect(paths).toHaveLength(2);
      expect(heard).toEqual(
        expect.arrayContaining(
          paths.flatMap((path) => [
            [path, true],
            [path, true],
          ]),
        ),
      );
      await module.ended;
      expect(listParent(storage)).toEqual([]);
    },
  );

  test("makes a run of its own when the variable is no run at all", async () => {
    const module = startModule(createStorage(), "say(ensureRun().isOwner);", { environment: { PICKLEJAR_RUN: "yes" } });
    expect(await module.heard()).toBe(true);
  });

  test("refuses to go on in a child whose run was ended, and makes no other", EVEN_DAYS, async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `if (role === "child") {
         const run = ensureRun(); process.send("ready"); await once(process, "message");
         say({ ...attempt(ensureRun), expected: run.path }); process.exit();
       } else {
         const run = ensureRun(); const child = fork(modulePath, ["child"]);
         await once(child, "message"); endRun(run); child.send("ended"); await once(child, "exit");
       }`,
    );
    const error = await module.heard<{ expected: string }>();
    expect(error).toMatchObject({
      code: "RUN_ENDED",
      reason: "directory-gone",
      runDirectory: error.expected,
      ownerPid: module.pid,
    });
    await module.ended;
    expect(listParent(storage)).toEqual([]);
  });

  test("refuses to go on in a child whose owner was killed, before and after the next run sweeps", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `if (role === "child") {
         say(ensureRun().path);
         for (;;) { const outcome = attempt(ensureRun); if (outcome.code) { say(outcome); break; } await sleep(5); }
         for (;;) { const { reason } = attempt(ensureRun); if (reason === "directory-gone") { say(reason); break; } await sleep(5); }
       } else { ensureRun(); spawn(process.execPath, [modulePath, "child"], { stdio: ["ignore", "inherit", "inherit"] }); stay(); }`,
    );
    const path = await module.heard();
    module.process.kill("SIGKILL");
    expect(await module.heard()).toMatchObject({
      code: "RUN_ENDED",
      reason: "owner-gone",
      runDirectory: path,
      ownerPid: module.pid,
    });
    // The child looks at the lease again and again, and who sweeps in that moment finds it held.
    const next = startModule(
      storage,
      "let removed = []; while (removed.length === 0) ({ removed } = sweepRuns()); say(removed);",
    );
    expect(await next.heard()).toEqual([path]);
    expect(await module.heard()).toBe("directory-gone");
  });

  test("refuses to go on where the variable is left over from an earlier run, and says which to unset", async () => {
    const PICKLEJAR_RUN = "1|00ff|/missing/run-1-0-0000000000000000";
    const module = startModule(createStorage(), "ensureRun();", { environment: { PICKLEJAR_RUN } });
    const { code, stderr } = await module.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('RunEndedError: The test run of "/missing/run-1-0-0000000000000000" (process 1) has ended');
    expect(stderr).toContain("unset PICKLEJAR_RUN");
  });
});
