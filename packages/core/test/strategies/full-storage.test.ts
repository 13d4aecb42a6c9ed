import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS, type TagOptions } from "../../../../test/helpers/of-today.js";
import type { Strategy } from "../../src/index.js";
import { createWalProject } from "../helpers/create-wal-project.js";

const STRATEGIES: readonly (readonly [Strategy, TagOptions])[] = [
  ["overlay", EVEN_DAYS],
  ["copy", ODD_DAYS],
];

describe.each(STRATEGIES)("a run whose storage in memory fills up, with strategy %s", (strategy, options) => {
  test("goes on in the temporary folder, fails no scenario, and leaves nothing", options, ({ skip }) => {
    const spare = mkdtempSync(join(realpathSync(process.env["PICKLEJAR_TESTS"] ?? ""), "spare-"));
    const script = fileURLToPath(new URL("../fixtures/full-storage.mjs", import.meta.url));
    // A small /dev/shm of its own, in a name space of its own.
    const command = 'mount -t tmpfs -o size=300m tmpfs /dev/shm && exec "$0" "$@"';
    const { status, stdout, stderr } = spawnSync(
      "unshare",
      ["--mount", "sh", "-c", command, process.execPath, script, strategy, spare],
      {
        cwd: createWalProject().directory,
        env: { ...process.env, PICKLEJAR_DIR: "", PICKLEJAR_RUN: undefined, TMPDIR: spare },
        encoding: "utf8",
      },
    );
    if (status === null || /unshare|mount/.test(stderr)) return skip("only root can mount a small /dev/shm, on Linux");
    expect([status, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual({
      inMemory: [true, true, true, false, false, false],
      strategy,
      // It begins when the memory is full already.
      inThread: { inMemory: [false, false, false, false, false, false], strategy },
      during: 2,
      after: [],
      isGone: true,
    });
  });
});
