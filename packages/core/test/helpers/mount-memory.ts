import { spawnSync } from "node:child_process";

/**
 * Mounts a file system in memory on a folder.
 *
 * @param size as `mount` takes it
 * @returns whether it is there: only root can mount, on Linux, where the container lets it
 */
export function mountMemory(directory: string, size: string): boolean {
  return spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", directory]).status === 0;
}
