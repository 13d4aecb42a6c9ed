import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createStorage, listParent, startModule } from "../helpers/start-module.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

describe("a run ends", () => {
  test.each([
    ["when there is nothing left to do", "", 0],
    ["at process.exit, with its code", "process.exit(7);", 7],
    ["with an error that nobody catches", "throw new Error('uncaught');", 1],
    ["with a rejection that nobody catches", "await Promise.reject(new Error('unhandled'));", 1],
  ])("%s", async (_, code, expected) => {
    const { storage, module } = await startWithRun(code);
    expect(await module.ended).toMatchObject({ code: expected, signal: null });
    expect(listParent(storage)).toEqual([]);
  });

  test.each(SIGNALS)("on %s, and the process dies by it as it would have", async (signal) => {
    const { storage, module } = await startWithRun("stay();");
    expect(listParent(storage)).toHaveLength(1);
    module.process.kill(signal);
    expect(await module.ended).toMatchObject({ code: null, signal });
    expect(listParent(storage)).toEqual([]);
  });

  test("on SIGINT with the exit status that a shell shows for it", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `if (role === "child") { ensureRun(); process.kill(process.pid, "SIGINT"); stay(); }
       else { const shell = spawn("sh", ["-c", '"$0" "$1" child; echo $?', process.execPath, modulePath], { stdio: ["ignore", "inherit", "inherit"] }); await once(shell, "exit"); }`,
    );
    expect(await module.heard()).toBe(130);
    expect(listParent(storage)).toEqual([]);
  });

  test("on SIGINT to the whole group, as from a terminal, with children that write", async () => {
    const storage = createStorage();
    const code = `
      if (role === "child") {
        const run = ensureRun(); process.send("writing");
        for (;;) { fs.writeFileSync(run.createDatabasePath(), "rows"); await sleep(0); }
      }
      const run = ensureRun(); const children = [1, 2].map(() => fork(modulePath, ["child"]));
      await Promise.all(children.map((child) => once(child, "message"))); say("ready"); stay();`;
    const module = startModule(storage, code);
    await module.heard();
    process.kill(-module.pid, "SIGINT");
    expect(await module.ended).toMatchObject({ code: null, signal: "SIGINT" });
    expect(listParent(storage)).toEqual([]);
  });

  test("on SIGINT to the owner alone, while its children write", EVEN_DAYS, async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `if (role === "child") {
         const run = ensureRun(); process.send("writing");
         for (;;) try { fs.writeFileSync(run.createDatabasePath(), "rows"); await sleep(0); } catch (error) { process.exit(); }
       }
       ensureRun(); const children = [1, 2].map(() => fork(modulePath, ["child"]));
       await Promise.all(children.map((child) => once(child, "message"))); say("ready"); stay();`,
    );
    await module.heard();
    module.process.kill("SIGINT");
    expect(await module.ended).toMatchObject({ code: null, signal: "SIGINT" });
    expect(listParent(storage)).toEqual([]);
  });

  test.each(SIGNALS)("when the application exits that handles %s itself, and not before", async (signal) => {
    const { storage, module } = await startWithRun(
      `process.on("${signal}", () => setTimeout(() => { say(fs.existsSync(run.path)); process.exit(3); }, 50)); stay();`,
    );
    module.process.kill(signal);
    expect(await module.heard()).toBe(true);
    expect(await module.ended).toMatchObject({ code: 3, signal: null });
    expect(listParent(storage)).toEqual([]);
  });

  test("when the application exits that handles a signal once, and did so before it had a run", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `process.once("SIGINT", () => setTimeout(() => process.exit(3), 50)); ensureRun(); say("ready"); stay();`,
    );
    await module.heard();
    module.process.kill("SIGINT");
    expect(await module.ended).toMatchObject({ code: 3, signal: null });
    expect(listParent(storage)).toEqual([]);
  });

  test.each(["before", "after"])(
    "also when a library that steps aside for others (signal-exit) was loaded %s it",
    async (order) => {
      const storage = createStorage();
      // What signal-exit does, versions 3 and 4: the counter is its agreement with other copies of itself.
      const load = `
      const emitter = globalThis[Symbol.for("signal-exit emitter")] = { count: 1 };
      process.on("SIGINT", function listener() {
        if (process.listeners("SIGINT").length !== emitter.count) return;
        process.off("SIGINT", listener); say("signal-exit acted"); process.kill(process.pid, "SIGINT"); });`;
      const module = startModule(
        storage,
        order === "before" ? `${load} ensureRun(); say(1); stay();` : `ensureRun(); ${load} say(1); stay();`,
      );
      await module.heard();
      module.process.kill("SIGINT");
      expect(await module.heard()).toBe("signal-exit acted");
      expect(await module.ended).toMatchObject({ code: null, signal: "SIGINT" });
      expect(listParent(storage)).toEqual([]);
    },
  );

  test("with the inner one first when a process owns a run inside of another's", ODD_DAYS, async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `if (role === "inner") { ownRun(); process.kill(process.pid, "SIGTERM"); stay(); }
       else { ensureRun(); await once(fork(modulePath, ["inner"]), "exit"); say(fs.readdirSync(ensureRun().path + "/..").length); }`,
    );
    expect(await module.heard()).toBe(1);
    await module.ended;
    expect(listParent(storage)).toEqual([]);
  });
});

/** A process with a run that then runs `code`, with `run` at hand. */
async function startWithRun(code: string) {
  const storage = createStorage();
  const module = startModule(storage, `const run = ensureRun(); say(run.path); ${code}`);
  await module.heard();
  return { storage, module };
}
