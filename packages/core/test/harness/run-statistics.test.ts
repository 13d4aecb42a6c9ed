import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { RunStatistics } from "../../src/harness/run-statistics.js";
import { toRunDirectory } from "../../src/runs/run-directory.js";

describe("RunStatistics", () => {
  test("does not bring back the directory of a run that has ended", () => {
    const directory = join(process.env["PICKLEJAR_TESTS"] ?? "", "ended-run");
    new RunStatistics(toRunDirectory({ path: directory, ownerPid: 1, nonce: "ended" }, false)).save();
    expect(existsSync(directory)).toBe(false);
  });
});
