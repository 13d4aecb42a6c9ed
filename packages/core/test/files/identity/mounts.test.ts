import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { removeEndedDirectory } from "../../../src/runs/remove-run-directory.js";
import { prepareTestDatabases } from "../../../src/integration.js";
import { createFolder } from "../../helpers/create-folder.js";
import { createWalProject } from "../../helpers/create-wal-project.js";

const canMount = spawnSync("unshare", ["--mount", "true"]).status === 0;

describe("a file system mounted in a folder of picklejar's", () => {
  test.each(["copy", "overlay"] as const)("stays when the database beside it goes, with strategy %s", async (strategy) => {
    if (!canMount) return console.log("left out: only root can mount, on Linux");
    const source = await prepareTestDatabases(createWalProject({ strategy }).config);
    const database = await source.create();
    const file = mountInto(join(dirname(database.path), "attachments"));
    await database.dispose();
    expect(existsSync(database.path)).toBe(false);
    expect(readFileSync(file, "utf8")).toBe("somebody's");
    await (await source.create()).dispose();
  });

  test("stays when the run ends", () => {
    if (!canMount) return console.log("left out: only root can mount, on Linux");
    const ended = join(createFolder(), `ended-1-0-${Date.now()}`);
    mkdirSync(ended);
    const file = mountInto(join(ended, "deep", "attachments"));
    expect(removeEndedDirectory(ended)).toBe(false);
    expect(readFileSync(file, "utf8")).toBe("somebody's");
    execFileSync("umount", [join(ended, "deep", "attachments")]);
    mounted.delete(join(ended, "deep", "attachments"));
    expect(removeEndedDirectory(ended)).toBe(true);
    expect(readFileSync(file, "utf8")).toBe("somebody's");
  });
});

const mounted = new Set<string>();

/** Mounts a folder of somebody's; gives a file of it. */
function mountInto(place: string): string {
  const theirs = createFolder({ "file.txt": "somebody's" });
  mkdirSync(place, { recursive: true });
  execFileSync("mount", ["--bind", theirs, place]);
  mounted.add(place);
  onTestFinished(() => {
    if (mounted.delete(place)) execFileSync("umount", [place]);
  });
  writeFileSync(join(place, "more.txt"), "more");
  return join(theirs, "file.txt");
}
