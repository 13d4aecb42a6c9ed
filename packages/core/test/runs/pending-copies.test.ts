import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import { notePendingCopy, removePendingCopies } from "../../src/runs/pending-copies.js";
import { createPrivateName } from "../../src/files/private-name.js";
import { RunDirectory } from "../../src/runs/run-directory.js";
import { createFolder } from "../helpers/create-folder.js";
import { coreDirectory, createProject } from "../helpers/create-project.js";
import { turnOfToday } from "../../../../test/helpers/of-today.js";
import { runScript } from "../helpers/run-script.js";

const PRELOAD = pathToFileURL(join(coreDirectory, "test/fixtures/count-calls.mjs")).href;

/** Every other call, and those between them on the next day. */
const { first, every } = turnOfToday(3);

describe("a process that is killed over a copy at a path of the user's", () => {
  test(
    "leaves nothing beside it once the run has been swept, before whichever call it was killed",
    { tags: "long" },
    async () => {
      const project = createProject();
      mkdirSync(project.path("build"));
      const script = project.write(
        "init.mjs",
        `import { initTestDb } from "@picklejar/core";
       const database = await initTestDb("build/test.db", { migrations: "db" }); await database[Symbol.asyncDispose]();`,
      );
      const init = async (killBefore: number) =>
        runScript(script, {
          cwd: project.directory,
          env: {
            NODE_OPTIONS: `--import ${PRELOAD}`,
            PICKLEJAR_FOLDERS: JSON.stringify([join(coreDirectory, "dist")]),
            PICKLEJAR_RUN: undefined,
            PICKLEJAR_DIR: project.path("runs"),
            KILL_BEFORE_CALL: String(killBefore),
            COUNT_FILE: project.path("count"),
          },
        });
      expect(await init(0)).toMatchObject({ code: 0, stderr: "" });
      let killed = 0;
      // The first make the run directory.
      for (let call = 9 + first; ; call += every) {
        rmSync(project.path("build/test.db"), { force: true });
        const { signal } = await init(call);
        if (signal !== "SIGKILL") break;
        killed++;
        expect((await init(0)).stderr).toBe("");
        // The database itself is the user's from the moment that it has its name.
        expect(readdirSync(project.path("build")).filter((name) => name !== "test.db")).toEqual([]);
      }
      expect(killed).toBeGreaterThan(5);
    },
  );

  test("has only what a private name names removed, and only files", () => {
    const directory = createFolder({ "precious.db": "rows" });
    const run = new RunDirectory({ path: directory, ownerPid: 1, nonce: "00" });
    mkdirSync(run.recordDirectory);
    const [half, folder] = [join(directory, createPrivateName()), join(directory, createPrivateName())];
    writeFileSync(half, "half");
    mkdirSync(folder);
    for (const path of [half, folder, join(directory, "precious.db")]) notePendingCopy(run, path);
    removePendingCopies(directory);
    expect([half, folder, join(directory, "precious.db")].map((path) => existsSync(path))).toEqual([false, true, true]);
  });
});
