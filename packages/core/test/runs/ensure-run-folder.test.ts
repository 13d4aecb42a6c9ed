import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { ensureRunFolder } from "../../src/runs/ensure-run-folder.js";
import { RunDirectory } from "../../src/runs/run-directory.js";

describe("ensureRunFolder", () => {
  test("makes a folder that only its user can enter, and finds it the second time", () => {
    const run = createRunDirectory();
    const directory = ensureRunFolder(run, "kept");
    expect([directory, statSync(directory).mode & 0o777]).toEqual([join(run.path, "kept"), 0o700]);
    expect(ensureRunFolder(run, "kept")).toBe(directory);
  });

  test("does not bring back the directory of a run that has ended", () => {
    const run = createRunDirectory();
    rmSync(run.path, { recursive: true });
    expect(() => ensureRunFolder(run, "kept")).toThrow(expect.objectContaining({ code: "RUN_ENDED" }));
    expect(existsSync(run.path)).toBe(false);
  });
});

function createRunDirectory(): RunDirectory {
  const path = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "run-"));
  return new RunDirectory({ path, ownerPid: process.pid, nonce: "nonce" });
}
