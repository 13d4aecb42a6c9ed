// Beside the suite: what each of its tests does with its database.
const { appendFileSync, readdirSync, writeFileSync } = require("node:fs");
const nodePath = require("node:path");
const Database = require("better-sqlite3");

const LONGEST_WAIT_MS = 20_000;

/** Writes a row through the test's connection, and gives all rows as another connection sees them. */
exports.check = (connection, path, test) => {
  waitForOthers();
  connection.prepare("INSERT INTO users (email) VALUES (?)").run(test);
  const other = new Database(path);
  const emails = other.prepare("SELECT email FROM users ORDER BY id").pluck().all();
  other.close();
  // Appended in one piece, so that processes may write at the same time.
  appendFileSync(
    nodePath.join(process.env.SEEN_FOLDER, "seen.jsonl"),
    `${JSON.stringify({ test, path, pid: process.pid, emails })}\n`,
  );
  return emails;
};

/** In a parallel run, the first two processes begin together, however quick the first one is. */
function waitForOthers() {
  if (process.env.SEEN_PROCESSES !== "2") return;
  writeFileSync(nodePath.join(process.env.SEEN_FOLDER, `process-${process.pid}`), "");
  const endMs = Date.now() + LONGEST_WAIT_MS;
  while (readdirSync(process.env.SEEN_FOLDER).filter((name) => name.startsWith("process-")).length < 2) {
    if (Date.now() > endMs) throw new Error("No second process came: the run is not parallel.");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
}
