import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createStorage, listParent, startModule } from "../helpers/start-module.js";

/** What support code of Cucumber says about the run that it was given. */
const REPORT = `import { findCoordinatorPid } from ${JSON.stringify(new URL("../../../cucumber-hooks/dist/install/find-coordinator-pid.js", import.meta.url).href)};
  const report = () => { const { path, isOwner, ownerPid } = joinOrOwnRun(findCoordinatorPid()); return { path, isOwner, ownerPid }; };`;
/** As Cucumber 12 starts its workers. */
const FORK = `const forkWorker = async (environment) => once(fork(modulePath, ["worker"], { env: { ...environment, CUCUMBER_WORKER_ID: "0", CUCUMBER_PARALLEL: "true" } }), "exit");`;

describe("joinOrOwnRun", () => {
  test("lets the coordinator of Cucumber own the run", async () => {
    const module = startModule(createStorage(), `${REPORT} say(report());`);
    expect(await module.heard()).toMatchObject({ isOwner: true, ownerPid: module.pid });
  });

  test("lets a worker of Cucumber 13, a thread, join it", async () => {
    const module = startModule(
      createStorage(),
      `${REPORT} say(report()); if (isMainThread) await once(new Worker(modulePath), "exit");`,
    );
    const { path } = await module.heard<{ path: string }>();
    expect(await module.heard()).toEqual({ path, isOwner: false, ownerPid: module.pid });
  });

  test("lets a worker of Cucumber 12, a forked child, join it", EVEN_DAYS, async () => {
    const module = startModule(
      createStorage(),
      `${REPORT} ${FORK} say(report()); if (role !== "worker") await forkWorker(process.env);`,
    );
    const { path } = await module.heard<{ path: string }>();
    expect(await module.heard()).toEqual({ path, isOwner: false, ownerPid: module.pid });
  });

  test.each([
    ["a thread", `new Worker(modulePath, { env: copy })`],
    ["a forked child", `fork(modulePath, ["worker"], { env: { ...copy, CUCUMBER_WORKER_ID: "0" } })`],
  ])("lets a worker find it that is %s with a copy of the environment from before", async (_, start) => {
    const module = startModule(
      createStorage(),
      `${REPORT} const copy = { ...process.env }; say(report()); if (isMainThread && role !== "worker") await once(${start}, "exit");`,
    );
    const { path } = await module.heard<{ path: string }>();
    expect(await module.heard()).toEqual({ path, isOwner: false, ownerPid: module.pid });
  });

  test.each([
    ["a thread", `new Worker(modulePath, { env: { ...outer, ROLE: "worker" } })`],
    ["a forked child", `fork(modulePath, ["worker"], { env: { ...outer, ROLE: "worker", CUCUMBER_WORKER_ID: "0" } })`],
  ])("lets a worker find it that is %s and was handed an outer run", async (_, start) => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `${REPORT}
       if (process.env.ROLE === "worker") { say(report()); process.exit(); }
       if (role === "cucumber") { const outer = { ...process.env }; say(report()); await once(${start}, "exit"); process.exit(); }
       say(ensureRun().path); await once(spawn(process.execPath, [modulePath, "cucumber"], { stdio: "inherit" }), "exit");`,
    );
    const outer = await module.heard<string>();
    const inner = await module.heard<{ path: string; ownerPid: number }>();
    expect(inner.path).not.toBe(outer);
    expect(await module.heard()).toEqual({ ...inner, isOwner: false });
    await module.ended;
    expect(listParent(storage)).toEqual([]);
  });

  test.each([
    ["the coordinator", "spawn"],
    ["a worker of Cucumber 12", "fork"],
  ])("lets a Cucumber own a run of its own that a step starts in %s", async (_, kind) => {
    const storage = createStorage();
    const startInner = `await once(spawn(process.execPath, [modulePath, "inner"], { stdio: "inherit" }), "exit");`;
    const module = startModule(
      storage,
      `${REPORT} ${FORK} say(report());
       if (role === "worker") ${startInner}
       else if (role !== "inner") { ${kind === "fork" ? "await forkWorker(process.env)" : startInner}; say(report()); }`,
    );
    const outer = await module.heard<{ path: string }>();
    const worker = kind === "fork" ? await module.heard() : { ...outer, isOwner: false };
    expect(worker).toEqual({ ...outer, isOwner: false });
    const inner = await module.heard<{ path: string; isOwner: boolean; ownerPid: number }>();
    expect(inner.isOwner).toBe(true);
    expect(inner.path).not.toBe(outer.path);
    expect(await module.heard()).toEqual(outer);
    await module.ended;
    expect(listParent(storage)).toEqual([]);
  });

  test(
    "lets a Cucumber own a run of its own that is started below a worker, in a serial one that a step started",
    ODD_DAYS,
    async () => {
      const module = startModule(
        createStorage(),
        `${REPORT} say(report());
       if (role !== "inner") await once(spawn(process.execPath, [modulePath, "inner"], { stdio: "inherit" }), "exit");`,
        { environment: { CUCUMBER_WORKER_ID: "0", CUCUMBER_PARALLEL: "true" } },
      );
      expect(await module.heard()).toMatchObject({ isOwner: true, ownerPid: module.pid });
      expect(await module.heard()).toMatchObject({ isOwner: true });
    },
  );

  test("lets a command line that a step starts join the run of the scenario", EVEN_DAYS, async () => {
    const module = startModule(
      createStorage(),
      `${REPORT} if (role === "cli") say(ensureRun().path);
       else { say(report().path); await once(spawn(process.execPath, [modulePath, "cli"], { stdio: "inherit" }), "exit"); }`,
    );
    expect(await module.heard()).toBe(await module.heard());
  });

  test("does not mistake the record of a dead process for that of its own pid", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `${REPORT}
       if (!isMainThread) { say(report()); process.exit(); }
       const copy = { ...process.env }; const run = ownRun(); const record = run.path + "/owner.json";
       fs.writeFileSync(record, JSON.stringify({ ...JSON.parse(fs.readFileSync(record, "utf8")), startTime: "an earlier time" }));
       say(run.path); await once(new Worker(modulePath, { env: copy }), "exit");`,
    );
    const path = await module.heard();
    expect(await module.heard()).toMatchObject({ isOwner: true, path: expect.not.stringContaining(String(path)) });
  });
});
