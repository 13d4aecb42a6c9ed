import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Runs the tests of the hooks with a target in place of the workspace's own versions; says whether they passed. */
export function runTests(directory) {
  const { status } = spawnSync("npx", ["--yes", "pnpm@10.34.9", "exec", "vitest", "run", "packages/cucumber-hooks/test"], {
    cwd: join(import.meta.dirname, ".."),
    stdio: "inherit",
    env: { ...process.env, PICKLEJAR_TARGET: directory },
  });
  return status === 0;
}
