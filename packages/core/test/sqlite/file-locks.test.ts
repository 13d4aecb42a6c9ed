import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createFolder } from "../helpers/create-folder.js";
import { createProject, type Project } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

const library = buildLibrary();
if (library === undefined)
  console.info("Skipped: a file system without file locks, which takes Linux and a C compiler to imitate.");

/** What such file systems say: NFS without its lock daemon, and FUSE or network file systems that never heard of locks. */
const ERRORS = [
  ["ENOLCK", {}],
  ["EINVAL", EVEN_DAYS],
  ["ENOSYS", ODD_DAYS],
  ["EOPNOTSUPP", EVEN_DAYS],
] as const;

for (const [error, options] of ERRORS)
  describe.skipIf(library === undefined)(`a file system without file locks, which says ${error}`, options, () => {
    test("is said to be one, where a run directory was to be made", async () => {
      const project = createProject();
      mkdirSync(project.path("runs"));
      const { code, message } = await initIn(project, project.path("runs"), error);
      expect([code, message]).toEqual([
        "RUN_DIRECTORY_UNAVAILABLE",
        expect.stringMatching(/The file system of ".+" has no file locks.+ Set PICKLEJAR_DIR to such a folder\.$/),
      ]);
      expect(readdirSync(project.path(`runs/picklejar-${process.getuid?.()}`))).toEqual([]);
    });

    test("is said to be one, where a template was to be built, and waits for nobody", async () => {
      const project = createProject();
      const cache = project.path("node_modules/.cache/picklejar");
      const { code, directory } = await initIn(project, cache, error);
      expect([code, directory]).toEqual(["FILE_LOCKS_UNAVAILABLE", cache]);
      expect(readdirSync(cache).filter((name) => name.startsWith("."))).toEqual([]);
    });
  });

interface Outcome {
  readonly code?: string;
  readonly message?: string;
  readonly directory?: string;
}

/** Asks for a test database in a project, where a folder has no file locks. */
async function initIn(project: Project, folder: string, error: (typeof ERRORS)[number][0]): Promise<Outcome> {
  const script = project.write(
    "init.mjs",
    `import { initTestDb } from "@picklejar/core";
     const say = ({ code, message, directory }) => console.log(JSON.stringify({ code, message, directory }));
     await initTestDb({ migrations: "db" }).then(say, say);`,
  );
  const { stdout, stderr } = await runScript(script, {
    cwd: project.directory,
    env: {
      LD_PRELOAD: library,
      WITHOUT_FILE_LOCKS_IN: folder,
      WITHOUT_FILE_LOCKS_ERRNO: String(constants.errno[error]),
      PICKLEJAR_RUN: undefined,
      PICKLEJAR_DIR: project.path("runs"),
    },
  });
  expect(stderr).toBe("");
  const outcome: Outcome = JSON.parse(stdout);
  return outcome;
}

function buildLibrary(): string | undefined {
  if (process.platform !== "linux") return undefined;
  const source = fileURLToPath(new URL("../fixtures/without-file-locks.c", import.meta.url));
  const path = join(createFolder(), "without-file-locks.so");
  const { status } = spawnSync("cc", ["-shared", "-fPIC", "-o", path, source, "-ldl"]);
  return status === 0 ? path : undefined;
}
