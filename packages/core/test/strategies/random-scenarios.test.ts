import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { runScript } from "../helpers/run-script.js";

/** `pnpm random-scenarios` drives as many as one likes, 30,000 if nothing is said. */
const SCENARIOS = 400;

describe("scenarios of random operations", { tags: "long", timeout: 300_000 }, () => {
  test("see exactly the template, with every strategy", async () => {
    const script = fileURLToPath(new URL("../random-scenarios/main.mjs", import.meta.url));
    const result = await runScript(script, { arguments: ["--scenarios", String(SCENARIOS)] });
    console.log(result.stdout);
    expect(result).toHaveEnded({ code: 0, stderr: "" });
    expect(result.stdout.trim().split("\n")).toHaveLength(5);
  });
});
