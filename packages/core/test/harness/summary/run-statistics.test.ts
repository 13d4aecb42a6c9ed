import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { RunStatistics } from "../../../src/harness/summary/run-statistics.js";
import { RunDirectory } from "../../../src/runs/run-directory.js";

describe("RunStatistics", () => {
  test("does not bring back the directory of a run that has ended", () => {
    const directory = join(process.env["PICKLEJAR_TESTS"] ?? "", "ended-run");
    new RunStatistics(new RunDirectory({ path: directory, ownerPid: 1, nonce: "ended" })).save();
    expect(existsSync(directory)).toBe(false);
  });
});
