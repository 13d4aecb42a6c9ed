import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import { coreDirectory, createProject } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

const PRELOAD = pathToFileURL(join(coreDirectory, "test/fixtures/count-calls.mjs")).href;

/** `RUN_DIRECTORY_UNAVAILABLE` says that there is no room, too, and for what. */
const CODES: ReadonlySet<string> = new Set(["ok", "DISK_FULL", "RUN_DIRECTORY_UNAVAILABLE"]);

describe("initTestDb, where the disk is full from any of its file system calls on", () => {
  for (const kind of ["scenario", "path", "empty"])
    test(
      `says so with a code, and has the database as soon as there is room: ${kind}`,
      kind === "scenario" ? {} : { tags: "long" },
      async () => {
        const project = createProject({});
        const script = project.write("full-disk.mjs", readFileSync(join(coreDirectory, "test/fixtures/full-disk.mjs"), "utf8"));
        const result = await runScript(script, {
          cwd: project.directory,
          arguments: [project.directory, kind],
          env: {
            NODE_OPTIONS: `--import ${PRELOAD}`,
            PICKLEJAR_RUN: undefined,
            PICKLEJAR_FOLDERS: JSON.stringify([join(coreDirectory, "dist")]),
          },
        });
        expect(result).toHaveEnded({ code: 0, stderr: "" });
        const outcomes: [string, string][] = JSON.parse(result.stdout);
        expect(outcomes.length).toBeGreaterThan(15);
        expect(outcomes.at(-1)).toEqual(["ok", "seeded"]);
        expect(outcomes.filter(([outcome]) => !CODES.has(outcome))).toEqual([]);
        expect(new Set(outcomes.map(([, rows]) => rows))).toEqual(new Set(["seeded"]));
      },
    );
});
