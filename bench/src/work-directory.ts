import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute folder for what is measured. */
export const RESULTS_DIRECTORY = fileURLToPath(new URL("../results/", import.meta.url));

/** On the disk that the repository is on, and gone when this process is, however it ends. */
export function createWorkDirectory(): string {
  mkdirSync(RESULTS_DIRECTORY, { recursive: true });
  const directory = mkdtempSync(join(RESULTS_DIRECTORY, "work-"));
  process.on("exit", () => {
    rmSync(directory, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(128 + constants.signals[signal]));
  return directory;
}
