import { execFileSync } from "node:child_process";
import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, expect, test } from "vitest";

import { prepareTestDatabases } from "../../src/integration.js";
import { createFolder } from "../helpers/create-folder.js";
import { createWalProject } from "../helpers/create-wal-project.js";
import { mountMemory } from "../helpers/mount-memory.js";

const mounts: string[] = [];
afterAll(() => {
  for (const mount of mounts) execFileSync("umount", ["--lazy", mount]);
});

/** File systems in memory, which number their files from 1. */
const [ours, theirs] = [createMemory(), createMemory()];
if (ours !== undefined) process.env["PICKLEJAR_DIR"] = ours;

test("an overlay is used again although the process has a file of the same inode mapped, of another file system", async (context) => {
  if (theirs === undefined) return context.skip("only root can mount file systems, on Linux");
  const source = await prepareTestDatabases(createWalProject({ strategy: "overlay" }).config);
  const first = await source.create();
  const application = mapFileWith(statSync(first.path).ino, theirs);
  first.open().exec("INSERT INTO other VALUES (1, 2)");
  await first.dispose();
  expect(source.strategy).toMatchObject({ strategy: "overlay", dirtyBaseFiles: [] });
  application.close();
});

/** Opens a database whose wal-index, which SQLite maps, has an inode. */
function mapFileWith(inode: number, directory: string): Database.Database {
  const probe = openWal(join(directory, "probe.db"));
  const offset = statSync(probe.name + "-shm").ino - statSync(probe.name).ino;
  probe.close();
  const filler = join(directory, "filler");
  do {
    rmSync(filler, { force: true });
    writeFileSync(filler, "");
  } while (statSync(filler).ino < inode - offset - 1);
  const application = openWal(join(directory, "application.db"));
  expect(statSync(application.name + "-shm").ino).toBe(inode);
  return application;
}

function openWal(path: string): Database.Database {
  const connection = new Database(path);
  connection.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
  return connection;
}

function createMemory(): string | undefined {
  const directory = createFolder();
  if (!mountMemory(directory, "64m")) return undefined;
  mounts.push(directory);
  return directory;
}
