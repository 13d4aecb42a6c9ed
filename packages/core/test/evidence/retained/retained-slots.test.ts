import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ensureRun } from "@picklejar/core/integration";

import {
  countRetainedDatabases,
  releaseRetainedNumber,
  acquireRetainedNumber,
} from "../../../src/evidence/retained/retained-slots.js";
import type { Run } from "../../../src/runs/run.js";

describe("acquireRetainedNumber", () => {
  test("costs the same however many databases were not retained", () => {
    const run = freshRun();
    const take = (count: number): number => {
      const startMs = performance.now();
      for (let index = 0; index < count; index++) acquireRetainedNumber(run, 20);
      return performance.now() - startMs;
    };
    // The best of a few, since others use the machine too.
    const takeMany = (): number => Math.min(...[250, 250, 250, 250].map(take));
    take(20);
    const firstMs = takeMany();
    take(4000);
    const lastMs = takeMany();
    expect(countRetainedDatabases(run)).toEqual({ retained: 20, notRetained: 6000 });
    // Looking through what was not retained before made it 7.
    expect(lastMs / firstMs).toBeLessThan(3);
  });

  test("takes a number again that was given back, and more when more may be retained", () => {
    const run = freshRun();
    expect([1, 2, 3].map(() => acquireRetainedNumber(run, 2))).toEqual([1, 2, undefined]);
    releaseRetainedNumber(run, 1);
    expect([acquireRetainedNumber(run, 2), acquireRetainedNumber(run, 2), acquireRetainedNumber(run, 3)]).toEqual([
      1,
      undefined,
      3,
    ]);
    expect(countRetainedDatabases(run)).toEqual({ retained: 3, notRetained: 2 });
  });
});

/** As if it had retained nothing yet. */
function freshRun(): Run {
  const run = ensureRun();
  rmSync(join(run.path, "retained"), { recursive: true, force: true });
  releaseRetainedNumber(run, 1);
  return run;
}
