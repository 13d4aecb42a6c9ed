import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../test/helpers/of-today.js";
import { copyExample, edit, EXAMPLE } from "./copy-example.js";

/** What `#connect` has to be: one opening, which all callers wait for. */
const FIXED = `async #connect() {
        this.opening ??= this.#open(this.path).then((database) => {
            this.#database = database;
            this.#connectionsOpened += 1;
            return database;
        });
        return this.opening;
    }
}
`;

describe(
  "the known bug #991, that a session opens several connections when it is used several times at once",
  { timeout: 60_000 },
  () => {
    // So do `pnpm examples`, which runs the whole suite, and the demo.
    test("is captured, and green, while it is there", EVEN_DAYS, async () => {
      const { exitCode, stdout, stderr } = await runLibraryFeature(copyExample("features/library.feature"));
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining("4 scenarios (1 skipped, 3 passed)")]);
      expect(stderr).toContain("picklejar: still failing: #991\n");
    });

    test("is red once it is fixed, and says which tag to remove", async () => {
      const copy = copyExample("features/library.feature");
      fixSession(copy);
      const { exitCode, stdout, stderr } = await runLibraryFeature(copy);
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining("4 scenarios (1 failed, 3 passed)")]);
      const cure = "#991 seems fixed: remove @tdd_expected_fail (features/library.feature:9), keep @tdd_issue @tdd_issue_991";
      expect([stdout.includes(cure), stderr.includes(cure)]).toEqual([true, true]);
    });

    test("is a regression test once the tag is removed", ODD_DAYS, async () => {
      const copy = copyExample("features/library.feature");
      edit(join(copy, "features/library.feature"), (text) => text.replace("@tdd_expected_fail ", ""));
      expect((await runLibraryFeature(copy)).exitCode).toBe(1);
      fixSession(copy);
      const { exitCode, stdout } = await runLibraryFeature(copy);
      expect([exitCode, stdout]).toEqual([0, expect.stringContaining("4 scenarios (4 passed)")]);
    });
  },
);

function fixSession(copy: string): void {
  edit(join(copy, "dist/database/session.js"), (code) => {
    const start = code.indexOf("async #connect() {");
    if (start < 0) throw new Error("The session connects otherwise than this test knows.");
    return code.slice(0, start) + FIXED;
  });
}

function runLibraryFeature(
  cwd: string,
): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }> {
  const cucumber = join(EXAMPLE, "node_modules/@cucumber/cucumber/bin/cucumber.js");
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [cucumber, "features/library.feature"], { cwd }, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr });
    });
  });
}
