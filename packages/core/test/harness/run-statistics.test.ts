import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { RunStatistics } from "../../src/harness/run-statistics.js";

describe("RunStatistics", () => {
  test("does not bring back the directory of a run that has ended", () => {
    const directory = join(process.env["PICKLEJAR_TESTS"] ?? "", "ended-run");
    new RunStatistics(directory).save();
    expect(existsSync(directory)).toBe(false);
  });
});
