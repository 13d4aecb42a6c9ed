import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createWalProject } from "../helpers/create-wal-project.js";

const SCRIPT = fileURLToPath(new URL("../fixtures/large-in-memory.mjs", import.meta.url));
/** Their template has more than 16 MiB. */
const ROWS = 4000;

interface Played {
  readonly rows: readonly number[];
  readonly inMemory: readonly boolean[];
  readonly strategy: string;
  readonly reason: string;
  readonly dirtyCount: number;
  readonly left: readonly string[];
}

describe("a large template of a run in memory", () => {
  test("has its overlays on disk, where times tell of each change", ({ skip }) => {
    const played = play(ROWS);
    if (/do not tell of every change/.test(played.reason)) return skip(played.reason);
    if (played.inMemory.length === 0) return skip("no memory for databases here");
    expect(played).toEqual({
      rows: [1, 1, 1],
      inMemory: [false, false, false],
      strategy: "overlay",
      reason: "auto picks it: a template in WAL mode of 16 MiB or more, with its files on disk",
      dirtyCount: 0,
      left: [],
    });
  });

  test("is copied in memory if the temporary folder is in memory too", ODD_DAYS, ({ skip }) => {
    const played = play(ROWS, "mount -t tmpfs tmpfs $TMPDIR");
    if (played === undefined) return skip("only root can mount, on Linux");
    expect(played).toMatchObject({
      rows: [1, 1, 1],
      inMemory: [true, true, true],
      strategy: "copy",
      reason: expect.stringMatching(
        /^overlay failed where copy succeeded: the times of files in .* do not tell of every change$/,
      ),
      left: [],
    });
  });

  test("is copied in memory below 16 MiB", EVEN_DAYS, () => {
    expect(play(1500)).toMatchObject({ rows: [1, 1, 1], inMemory: [true, true, true], strategy: "copy" });
  });
});

function play(rows: number): Played;
function play(rows: number, mount: string): Played | undefined;
function play(rows: number, mount?: string): Played | undefined {
  const spare = mkdtempSync(join(realpathSync(process.env["PICKLEJAR_TESTS"] ?? ""), "spare-"));
  const unshared = mount === undefined ? [] : ["unshare", "--mount", "sh", "-c", `${mount} && exec "$0" "$@"`];
  const [command, ...args] = [...unshared, process.execPath, SCRIPT];
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: createWalProject({ rows }).directory,
    env: { ...process.env, PICKLEJAR_DIR: "", PICKLEJAR_RUN: undefined, TMPDIR: spare },
    encoding: "utf8",
  });
  if (mount !== undefined && (status === null || /unshare|mount/.test(stderr))) return undefined;
  expect([status, stderr]).toEqual([0, ""]);
  const played: Played = JSON.parse(stdout);
  return played;
}
