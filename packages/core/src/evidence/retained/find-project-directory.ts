import { dirname } from "node:path";

import { findConfig } from "../../config/find-config.js";

/** Gives the absolute path of the folder of the configuration file; without one, the working directory. */
export function findProjectDirectory(): string {
  try {
    const file = findConfig(process.cwd());
    return file === undefined ? process.cwd() : dirname(file);
  } catch {
    // Two of them, side by side: whoever loads the configuration says so.
    return process.cwd();
  }
}
