import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createJestProject, runJest } from "./jest-project.js";
import { createVitestProject, retainedFrom, runVitest } from "./vitest-project.js";

const FILES = ["one.test.js", "two.test.js", "three.test.js"];
const filesWith = (code: string): Readonly<Record<string, string>> => Object.fromEntries(FILES.map((name) => [name, code]));

describe("test files in processes of their own, without a set-up", () => {
  for (const [name, options, turns] of [
    ["one after the other", { maxWorkers: 1 }, { tags: "long" }],
    ["two at a time", { maxWorkers: 2 }, EVEN_DAYS],
    ["in threads", { pool: "threads", maxWorkers: 1 }, ODD_DAYS],
  ] as const)
    test(`retain what failed in each of them in Vitest, ${name}`, turns, async () => {
      const project = createVitestProject(filesWith('test("fails", ({ db }) => { write(db); expect(1).toBe(2); });'), {
        options: { globalSetup: [], ...options },
      });
      await runVitest(project);
      expect(FILES.filter((file) => retainedFrom(project, file).length === 0)).toEqual([]);
      // What an earlier start of the runner has retained goes.
      await runVitest(project, ["two.test.js"]);
      expect(FILES.filter((file) => retainedFrom(project, file).length > 0)).toEqual(["two.test.js"]);
    });

  test("retain what failed in each of them in Jest, whose workers are started again", ODD_DAYS, async () => {
    const code = 'const db = useTestDatabase(); test("fails", () => { write(db()); expect(1).toBe(2); });';
    const project = createJestProject(filesWith(code), { transform: {}, maxWorkers: 2, workerIdleMemoryLimit: "1KB" });
    await runJest(project);
    expect(FILES.filter((file) => retainedFrom(project, file).length === 0)).toEqual([]);
    await runJest(project, ["two.test.js"]);
    expect(FILES.filter((file) => retainedFrom(project, file).length > 0)).toEqual(["two.test.js"]);
  });
});
