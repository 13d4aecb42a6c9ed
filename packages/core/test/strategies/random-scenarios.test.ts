import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { runScript } from "../fixtures/run-script.js";

/** `pnpm random-scenarios` drives as many as one likes, 30,000 if nothing is said. */
const SCENARIOS = 600;

describe("scenarios of random operations", () => {
  test("see exactly the template, with every strategy", async () => {
    const script = fileURLToPath(new URL("../random-scenarios/main.mjs", import.meta.url));
    const { code, stdout, stderr } = await runScript(script, { arguments: ["--scenarios", String(SCENARIOS)] });
    console.log(stdout);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.trim().split("\n")).toHaveLength(5);
  });
});
