import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { createFolder } from "../../helpers/create-folder.js";
import { coreDirectory } from "../../helpers/create-project.js";

/** A daemon that has a file open, as `leave(lastPid)` starts it with the next pid; whether one that was started after `since` has it open. */
const SCRIPT = `
  import { spawnSync } from "node:child_process";
  import { statSync, writeFileSync } from "node:fs";
  import { isOpenInOtherProcess, readLastPid } from ${JSON.stringify(join(coreDirectory, "dist/files/processes/other-processes.js"))};
  const file = process.argv[2];
  writeFileSync(file, "");
  const stats = statSync(file);
  const isOpen = (since) => isOpenInOtherProcess({ files: [stats], mapped: stats }, since);
  const setLastPid = (pid) => writeFileSync("/proc/sys/kernel/ns_last_pid", String(pid));
  const leave = () => Number(spawnSync("sh", ["-c", 'sleep 60 <"$0" >/dev/null 2>&1 & echo $!', file], { encoding: "utf8" }).stdout);
  const say = (value) => console.log(JSON.stringify(value));
`;

const NAMESPACE = ["-pf", "--mount-proc", "sh", "-c"];
const canChoosePids = spawnSync("unshare", [...NAMESPACE, "echo 100 >/proc/sys/kernel/ns_last_pid"]).status === 0;
if (!canChoosePids) console.log("left out: only root can make a pid namespace, and choose pids in it, on Linux");

describe.skipIf(!canChoosePids)("isOpenInOtherProcess", () => {
  test.each([
    ["a process that was started since", "const since = readLastPid(); leave(); say(isOpen(since));", true],
    ["none that was started before", "leave(); say(isOpen(readLastPid()));", false],
    [
      "none that was started before the pids began again",
      "setLastPid(2000); leave(); setLastPid(300); const since = readLastPid(); say(isOpen(since));",
      false,
    ],
    [
      "a process that was started after the pids began again",
      "setLastPid(2000); const since = readLastPid(); setLastPid(300); leave(); say(isOpen(since));",
      true,
    ],
  ])("sees %s", (_what, code, expected) => {
    const folder = createFolder({ "script.mjs": SCRIPT + code });
    // The shell is the parent of whoever has none: not the process that looks.
    const command = `"$0" "$1" "$2"; true`;
    const { stdout, stderr } = spawnSync(
      "unshare",
      [...NAMESPACE, command, process.execPath, join(folder, "script.mjs"), join(folder, "file")],
      { encoding: "utf8" },
    );
    if (/unshare|ENOENT|EACCES|EROFS/.test(stderr))
      return console.log(`left out: pids cannot be chosen here: ${stderr.split("\n", 1)[0]}`);
    expect([stderr, stdout]).toEqual(["", `${expected}\n`]);
  });
});
