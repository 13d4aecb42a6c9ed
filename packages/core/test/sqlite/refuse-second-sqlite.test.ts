import { cpSync, realpathSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";

import { createProject } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

const ours = dirname(dirname(createRequire(import.meta.url).resolve("better-sqlite3")));

describe("refuseSecondSqlite", () => {
  test("names both copies of better-sqlite3 that a process has loaded, its own first", async () => {
    const second = createProject({}).path("vendor/better-sqlite3");
    cpSync(ours, second, {
      recursive: true,
      filter: (path) => path === ours || path.includes("lib") || path.endsWith("package.json"),
    });
    const { stdout, stderr } = await runScript(loadTwice(second));
    expect([JSON.parse(stdout), stderr]).toEqual([
      { code: "SECOND_COPY", directories: [realpathSync(ours), realpathSync(second)] },
      "",
    ]);
  });

  test("says nothing of one copy that is loaded through two links", async () => {
    const link = createProject({}).path("link");
    symlinkSync(ours, link);
    expect((await runScript(loadTwice(link))).stdout).toBe('"one"');
  });
});

/** Loads picklejar's own copy and the one in a folder, the other way round, and says what comes of it. */
function loadTwice(directory: string): string {
  const modulePath = new URL("../../dist/sqlite/refuse-second-sqlite.js", import.meta.url).href;
  return `
    import { createRequire } from "node:module";
    import { refuseSecondSqlite } from ${JSON.stringify(modulePath)};
    const require = createRequire(${JSON.stringify(modulePath)});
    require(${JSON.stringify(directory)});
    require("better-sqlite3");
    try {
      refuseSecondSqlite();
      process.stdout.write('"one"');
    } catch ({ code, directories }) {
      process.stdout.write(JSON.stringify({ code, directories }));
    }`;
}
