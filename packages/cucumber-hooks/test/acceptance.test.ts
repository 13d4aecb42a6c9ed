import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

import { turnOfToday } from "../../../test/helpers/of-today.js";
import { hooksDirectory, targetVersion } from "./helpers/target.js";

/** Tags of scenarios that need more than a version of Cucumber has. */
const NEEDS = { "@needs_shard": [12, 2] } as const;

/** Half of them each day, and a third of the long ones. */
const ofAll = turnOfToday(2);
const ofLong = turnOfToday(3);

for (const [which, tags, { first, every }] of [
  ["acceptance features", "not @long", ofAll],
  ["acceptance features that are long or repeat others", "@long", ofLong],
] as const)
  test(`${which} hold`, { timeout: 300_000, tags: ["long"] }, async () => {
    const leftOut = Object.entries(NEEDS).filter(([, since]) => isOlder(targetVersion("@cucumber/cucumber"), since));
    for (const [tag, since] of leftOut) console.log(`left out: ${tag}, which Cucumber has since ${since.join(".")}`);
    const filters = [tags, ...leftOut.map(([tag]) => `not ${tag}`)].flatMap((each) => ["--tags", each]);
    const ending = await runFeatures([...filters, "--shard", `${first + 1}/${every}`]);
    expect(ending).toHaveEnded({ code: 0, stdout: /^\d+ scenarios? \(\d+ passed\)$/m });
  });

/** Runs them with the workspace's own Cucumber; those that they start are the target's. */
async function runFeatures(arguments_: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const cli = join(hooksDirectory, "node_modules/@cucumber/cucumber/bin/cucumber.js");
  const child = spawn(process.execPath, [cli, "--config", "features/cucumber.mjs", ...arguments_], {
    cwd: hooksDirectory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return { code, stdout, stderr };
}

function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}
