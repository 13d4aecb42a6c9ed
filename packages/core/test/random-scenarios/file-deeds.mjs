import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";

const canMount = spawnSync("unshare", ["--mount", "true"]).status === 0;
let mounts = 0;

/**
 * What an application may do to its database by means of files, as often as it is likely. A deed may give what goes on when its scenario has ended,
 * `late`, and what ends that.
 */
const DEEDS = [
  [10, (path) => readFileSync(path)],
  [3, (path) => unlinkSync(path)],
  [3, (path) => (rmSync(`${path}-wal`, { force: true }), rmSync(`${path}-shm`, { force: true }))],
  [2, (path) => truncateSync(path, 5000)],
  [2, (path) => truncateSync(path, 0)],
  [3, (path) => appendFileSync(path, "more")],
  [2, (path) => utimesSync(path, new Date(), new Date())],
  [2, (path) => chmodSync(path, 0o400)],
  [2, (path) => (linkSync(path, `${path}.link`), appendFileSync(`${path}.link`, "more"))],
  [2, (path) => renameSync(path, `${path}.moved`)],
  [3, (path) => writeFileSync(join(dirname(path), "left.json"), "{}")],
  [2, (path) => writeFileSync(`${path}-wal`, "no log")],
  [1, (path) => writeFileSync(`${path}-journal`, "no journal")],
  [3, (path) => copyFileSync(backUp(path), path)],
  [2, (path) => renameSync(backUp(path), path)],
  [2, (path) => setBack(path, () => copyFileSync(backUp(path), path))],
  [2, (path) => setBack(path, () => overwrite(path, 5000))],
  [2, (path) => truncateIfThere(`${path}-wal`, 0)],
  [2, (path) => overwrite(`${path}-wal`, 40)],
  [3, (path) => keepDescriptor(path, "r+")],
  [1, (path) => keepDescriptor(path, "r")],
  [1, (path) => keepDescriptor(`${path}-wal`, "r+")],
  [1, (path) => mountElsewhere(path)],
  // Another file takes its place.
  [1, (path) => (writeFileSync(`${path}.other`, readFileSync(path)), renameSync(`${path}.other`, path))],
];

/** What kills whoever uses the database afterwards in the same process, with any SQLite: only the next scenario must not feel it. */
const LAST_DEEDS = [
  [2, (path) => truncateIfThere(`${path}-shm`, 0)],
  [2, (path) => truncateIfThere(`${path}-shm`, 32_768)],
  [1, (path) => (truncateIfThere(`${path}-shm`, 32_768), truncateIfThere(`${path}-wal`, 0))],
  [2, (path) => overwrite(`${path}-shm`, 0)],
  [1, (path) => keepDescriptor(`${path}-shm`, "r+")],
];

/** @param {import("./random.mjs").Random} random */
export function pickLastDeed(random) {
  return random.weighed(LAST_DEEDS);
}

function backUp(path) {
  const backup = `${dirname(path)}.backup`;
  rmSync(backup, { force: true });
  const connection = new Database(path, { timeout: 0 });
  try {
    connection.exec(`VACUUM INTO '${backup}'`);
    connection.exec("INSERT INTO notes (body) VALUES ('after the backup')");
  } finally {
    connection.close();
  }
  return backup;
}

function setBack(path, act) {
  const { atime, mtime } = statSync(path);
  act();
  utimesSync(path, atime, mtime);
}

function truncateIfThere(path, sizeBytes) {
  if (existsSync(path)) truncateSync(path, sizeBytes);
}

function overwrite(path, position) {
  const descriptor = openSync(path, "r+");
  writeSync(descriptor, "other content", position);
  closeSync(descriptor);
}

function keepDescriptor(path, flags) {
  const descriptor = openSync(path, flags);
  return { late: () => flags === "r+" && writeSync(descriptor, "late", 5000), end: () => closeSync(descriptor) };
}

function mountElsewhere(path) {
  if (!canMount) return undefined;
  const place = join(process.cwd(), `mounted-${++mounts}`);
  writeFileSync(place, "");
  execFileSync("mount", ["--bind", path, place]);
  return { late: () => overwrite(place, 5000), end: () => (execFileSync("umount", [place]), rmSync(place)) };
}

/** @param {import("./random.mjs").Random} random */
export function pickDeed(random) {
  return random.weighed(DEEDS);
}
