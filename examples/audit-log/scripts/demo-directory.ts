import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const PREFIX = "audit-log-demo-";

const made: string[] = [];

/** Makes a folder for this demo below `parent`, and removes those of demos that were killed. Gives its absolute path. */
export function makeDemoDirectory(parent: string): string {
  for (const name of readdirSync(parent)) {
    const pid = Number(/^audit-log-demo-(\d+)-/.exec(name)?.[1]);
    if (!Number.isNaN(pid) && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const directory = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
  made.push(directory);
  return directory;
}

/** Removes all folders that this demo made. */
export function removeDemoDirectories(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}
