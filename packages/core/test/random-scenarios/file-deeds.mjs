import {
  appendFileSync,
  chmodSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** What an application may do to its database by means of files, as often as it is likely. */
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
  // Another file takes its place.
  [1, (path) => (writeFileSync(`${path}.other`, readFileSync(path)), renameSync(`${path}.other`, path))],
];

/** @param {import("./random.mjs").Random} random */
export function pickDeed(random) {
  return random.weighed(DEEDS);
}
