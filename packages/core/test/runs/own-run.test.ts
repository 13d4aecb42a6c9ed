import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createStorage, listParent, parentOf, startModule } from "../helpers/start-module.js";

describe("ownRun", () => {
  test("makes a folder for this user only, with room for databases, and hands it on in the environment", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `const run = ownRun(); const { PICKLEJAR_RUN } = process.env;
       const names = fs.readdirSync(run.path).sort(); const mode = fs.statSync(run.path).mode & 0o777;
       say({ ...run, names, mode, PICKLEJAR_RUN });`,
    );
    const run = await module.heard<{ path: string; nonce: string }>();
    expect(run).toMatchObject({
      isOwner: true,
      ownerPid: module.pid,
      mode: 0o700,
      names: ["databases", "lease", "owner.json", "placed", "record"],
      PICKLEJAR_RUN: `${module.pid}|${run.nonce}|${run.path}`,
    });
    expect(dirname(run.path)).toBe(parentOf(storage));
  });

  test("gives the same run as long as it lives", async () => {
    const module = startModule(createStorage(), "say(ownRun() === ownRun());");
    expect(await module.heard()).toBe(true);
  });

  test("makes one inside of another's, and endRun brings the outer one back", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `if (role === "inner") {
         const outer = currentRun(); const inner = ownRun(); const during = currentRun();
         endRun(inner);
         say({ outer: outer.path, inner: inner.path, during: during.path, after: currentRun().path, isOwner: inner.isOwner });
       } else {
         const run = ownRun();
         await once(fork(modulePath, ["inner"]), "exit");
         say({ path: run.path, names: fs.readdirSync(${JSON.stringify(parentOf(storage))}) });
       }`,
    );
    const inner = await module.heard<Record<string, unknown>>();
    const outer = await module.heard<{ path: string; names: string[] }>();
    expect(inner).toMatchObject({ outer: outer.path, during: inner["inner"], after: outer.path, isOwner: true });
    expect(inner["inner"]).not.toBe(outer.path);
    expect(outer.names).toHaveLength(1);
  });

  test("makes another when somebody removed the folder of a long run", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `const first = ownRun(); fs.rmSync(first.path, { recursive: true }); const second = ensureRun();
       say({ first: first.path, second: second.path, exists: fs.existsSync(second.databasesDirectory) });`,
    );
    const { first, second, exists } = await module.heard<{ first: string; second: string; exists: boolean }>();
    expect(second).not.toBe(first);
    expect(exists).toBe(true);
    await module.ended;
    expect(listParent(storage)).toEqual([]);
  });

  test("leaves nothing, and no handler, when it cannot make one", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `fs.mkdirSync(${JSON.stringify(parentOf(storage))}); fs.chmodSync(${JSON.stringify(parentOf(storage))}, 0o777);
       say({ error: attempt(ownRun), listeners: process.listenerCount("SIGINT") + process.listenerCount("SIGTERM") });`,
    );
    expect(await module.heard()).toMatchObject({ error: { code: "RUN_DIRECTORY_UNSAFE" }, listeners: 0 });
    expect(listParent(storage)).toEqual([]);
  });
});

describe("endRun", () => {
  test("removes the folder with its content and its own handlers, and does nothing the second time", async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `const count = () => ["exit", "SIGINT", "SIGTERM", "SIGHUP"].map((name) => process.listenerCount(name));
       await import("tmp").catch(() => undefined); ownRun().isOwner && endRun(ownRun());
       const before = count(); const run = ownRun(); const during = count();
       fs.writeFileSync(run.createDatabasePath(), "rows"); fs.mkdirSync(run.databasesDirectory + "/deep/er", { recursive: true });
       endRun(run); endRun(run);
       say({ before, during, after: count(), current: currentRun() ?? null, PICKLEJAR_RUN: process.env.PICKLEJAR_RUN ?? null });`,
    );
    const { before, during, after, ...rest } = await module.heard<Record<"before" | "during" | "after", number[]>>();
    expect(during).toEqual(before.map((count) => count + 1));
    expect(after).toEqual(before);
    expect(rest).toEqual({ current: null, PICKLEJAR_RUN: null });
    expect(listParent(storage)).toEqual([]);
  });

  test("leaves a run alone that another process owns", async () => {
    const module = startModule(
      createStorage(),
      `if (role === "child") { endRun(ensureRun()); } else {
         const run = ownRun(); await once(fork(modulePath, ["child"]), "exit"); say(fs.existsSync(run.path)); }`,
    );
    expect(await module.heard()).toBe(true);
  });

  test("takes the name away first, so that nobody finds half a run", EVEN_DAYS, async () => {
    const module = startModule(
      createStorage(),
      `if (role === "child") {
         const run = ensureRun(); process.send("looking");
         for (const end = Date.now() + 20_000; Date.now() < end && fs.existsSync(run.databasesDirectory + "/1000"); ) {}
         say(fs.existsSync(run.path)); process.exit();
       } else {
         const run = ensureRun();
         for (let count = 0; count < 3000; count++) fs.writeFileSync(run.databasesDirectory + "/" + count, "rows");
         const child = fork(modulePath, ["child"]); await once(child, "message"); endRun(run); await once(child, "exit");
       }`,
    );
    expect(await module.heard()).toBe(false);
  });

  test("removes the folder while children write into it without a pause", ODD_DAYS, async () => {
    const storage = createStorage();
    const module = startModule(
      storage,
      `if (role === "child") {
         const run = ensureRun(); process.send("writing");
         for (const end = Date.now() + 20_000; Date.now() < end; ) try { fs.writeFileSync(run.createDatabasePath(), "rows"); } catch (error) { say(error.code); process.exit(); }
       } else {
         const run = ensureRun(); const children = [1, 2, 3].map(() => fork(modulePath, ["child"]));
         await Promise.all(children.map((child) => once(child, "message")));
         endRun(run); process.disconnect?.(); for (const child of children) child.disconnect();
       }`,
    );
    expect([await module.heard(), await module.heard(), await module.heard()]).toEqual(["ENOENT", "ENOENT", "ENOENT"]);
    await module.ended;
    expect(listParent(storage)).toEqual([]);
  });
});

describe("createDatabasePath", () => {
  test("gives no path twice, in two threads of two processes", ODD_DAYS, async () => {
    const module = startModule(
      createStorage(),
      `const paths = () => Array.from({ length: 500 }, (_, index) => ensureRun().createDatabasePath(index % 2 ? "same" : undefined));
       if (!isMainThread) { say(paths()); }
       else if (role === "child") { say(paths()); await once(new Worker(modulePath), "exit"); }
       else { say(paths()); await once(new Worker(modulePath), "exit"); await once(fork(modulePath, ["child"]), "exit"); }`,
    );
    const paths = [
      await module.heard<string[]>(),
      await module.heard<string[]>(),
      await module.heard<string[]>(),
      await module.heard<string[]>(),
    ];
    expect(new Set(paths.flat()).size).toBe(2000);
    expect(new Set(paths.flat().map((path) => dirname(path))).size).toBe(1);
  });

  test("begins the file's name with the given one, fit for a file", async () => {
    const module = startModule(
      createStorage(),
      "const run = ensureRun(); say(run.createDatabasePath('a/b: ü ' + 'x'.repeat(100)));",
    );
    const path = await module.heard<string>();
    expect(path).toMatch(/\/databases\/a-b-x{54,58}-\d+-0-[0-9a-f]{8}-1\.db$/);
    expect(existsSync(path)).toBe(false);
  });
});
