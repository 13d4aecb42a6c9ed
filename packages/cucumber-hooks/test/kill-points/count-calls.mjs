// Preloaded into a run (`node --import`), it counts the file system calls of picklejar that change something, or with COUNT_READS all of them, and
// kills the process before one of them. What SQLite itself does to files it does not see: between two calls of picklejar, that is all there.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { KILL_BEFORE_CALL, COUNT_FILE, PICKLEJAR_FOLDERS } = process.env;
const killBefore = Number(KILL_BEFORE_CALL ?? "0");
const folders = JSON.parse(PICKLEJAR_FOLDERS ?? "[]");
const { writeFileSync } = fs;
const CHANGES =
  /^(?:append|chmod|copy|cp|ftruncate|futimes|link|lutimes|mk|open|rename|rm|symlink|truncate|unlink|utimes|write)|^fsync/;
let calls = 0;
let isInside = false;

Error.stackTraceLimit = 50;

for (const [name, call] of Object.entries(fs)) {
  if (!name.endsWith("Sync") || typeof call !== "function") continue;
  if (!CHANGES.test(name) && process.env.COUNT_READS !== "1") continue;
  const counted = function (...given) {
    // Some of them are made of others.
    if (isInside || !isCalledByPicklejar()) return Reflect.apply(call, this, given);
    calls++;
    if (calls === killBefore) process.kill(process.pid, "SIGKILL");
    isInside = true;
    try {
      return Reflect.apply(call, this, given);
    } finally {
      isInside = false;
    }
  };
  fs[name] = Object.assign(counted, call);
}
syncBuiltinESMExports();

if (COUNT_FILE !== undefined) process.on("exit", () => writeFileSync(COUNT_FILE, String(calls)));

function isCalledByPicklejar() {
  const { stack } = new Error("where");
  return folders.some((folder) => stack.includes(folder));
}
