import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

import { hooksDirectory, targetVersion } from "./fixtures/target.js";

/** Tags of scenarios that need more than a version of Cucumber has. */
const NEEDS = { "@needs_shard": [12, 2] } as const;

test("the acceptance features hold", { timeout: 300_000 }, async () => {
  const leftOut = Object.entries(NEEDS).filter(([, since]) => isOlder(targetVersion("@cucumber/cucumber"), since));
  for (const [tag, since] of leftOut) console.log(`left out: ${tag}, which Cucumber has since ${since.join(".")}`);
  const { code, output } = await runFeatures(leftOut.flatMap(([tag]) => ["--tags", `not ${tag}`]));
  console.log(output);
  expect(code).toBe(0);
  expect(output).toMatch(/^\d{2,} scenarios \(\d+ passed\)$/m);
});

/** Runs them with the workspace's own Cucumber; those that they start are the target's. */
async function runFeatures(arguments_: readonly string[]): Promise<{ code: number | null; output: string }> {
  const cli = join(hooksDirectory, "node_modules/@cucumber/cucumber/bin/cucumber.js");
  const child = spawn(process.execPath, [cli, "--config", "features/cucumber.mjs", ...arguments_], {
    cwd: hooksDirectory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return { code, output };
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}
