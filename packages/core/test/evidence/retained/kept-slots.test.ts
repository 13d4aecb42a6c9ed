import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ensureRun } from "@picklejar/core/integration";

import { countKeptDatabases, giveKeptNumberBack, takeKeptNumber } from "../../../src/evidence/retained/kept-slots.js";
import type { Run } from "../../../src/runs/run.js";

describe("takeKeptNumber", () => {
  test("costs the same however many databases were not kept", () => {
    const run = freshRun();
    const take = (count: number): number => {
      const startMs = performance.now();
      for (let index = 0; index < count; index++) takeKeptNumber(run, 20);
      return performance.now() - startMs;
    };
    // The best of a few, since others use the machine too.
    const takeMany = (): number => Math.min(...[250, 250, 250, 250].map(take));
    take(20);
    const firstMs = takeMany();
    take(4000);
    const lastMs = takeMany();
    expect(countKeptDatabases(run)).toEqual({ kept: 20, notKept: 6000 });
    // Looking through what was not kept before made it 7.
    expect(lastMs / firstMs).toBeLessThan(3);
  });

  test("takes a number again that was given back, and more when more may be kept", () => {
    const run = freshRun();
    expect([1, 2, 3].map(() => takeKeptNumber(run, 2))).toEqual([1, 2, undefined]);
    giveKeptNumberBack(run, 1);
    expect([takeKeptNumber(run, 2), takeKeptNumber(run, 2), takeKeptNumber(run, 3)]).toEqual([1, undefined, 3]);
    expect(countKeptDatabases(run)).toEqual({ kept: 3, notKept: 2 });
  });
});

/** As if it had kept nothing yet. */
function freshRun(): Run {
  const run = ensureRun();
  rmSync(join(run.path, "kept"), { recursive: true, force: true });
  giveKeptNumberBack(run, 1);
  return run;
}
