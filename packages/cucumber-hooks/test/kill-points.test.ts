import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { ofToday, turnOfToday } from "../../../test/helpers/of-today.js";

/** `pnpm kill-points` takes each of about 400 points, which takes a quarter of an hour; this takes a few, others each day. */
const EVERY = 63;
const { first: offset } = turnOfToday(EVERY);

describe("a run that is killed before one of picklejar's file system calls", { tags: "long" }, () => {
  // By turns, each of a pair of opposites; as 63 is odd, each point comes to each of the four.
  const pairs = [
    [
      ["cold", "copy"],
      ["warm", "overlay"],
    ],
    [
      ["warm", "copy"],
      ["cold", "overlay"],
    ],
  ] as const;
  test.each(ofToday(pairs, 2).flat())(
    "leaves nothing that the next run does not clean up, and no wrong result: %s, %s",
    { timeout: 300_000 },
    (state, strategy) => {
      const script = fileURLToPath(new URL("kill-points/main.mjs", import.meta.url));
      const options = ["--state", state, "--strategy", strategy, "--every", String(EVERY), "--offset", String(offset)];
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...options], { encoding: "utf8" });
      console.log(`kill-points ${options.join(" ")}: ${stdout.trim()}`);
      expect({ code: status, stdout, stderr }).toHaveEnded({ code: 0, stderr: "" });
      expect(JSON.parse(stdout)).toMatchObject({ state, strategy, points: expect.toSatisfy((points: number) => points > 0) });
    },
  );
});
