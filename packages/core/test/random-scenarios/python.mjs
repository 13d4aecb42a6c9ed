import { spawnSync } from "node:child_process";

/**
 * Path of Python's own program, or `undefined` where there is none. What `python3` names may be a script that looks for it, as pyenv's does, at ten
 * times the cost.
 *
 * @type {string | undefined}
 */
export const pythonPath =
  spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).stdout?.trim() || undefined;
