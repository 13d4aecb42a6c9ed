import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Tests that use the workspace's own versions whatever the target: `pnpm test` and `pnpm test:long` run them. */
const OF_THE_WORKSPACE = ["kill-points", "mutation", "tags-cli", "verdict", "library-failures"];

/** Runs the tests of the hooks with a target in place of the workspace's own versions; says whether they passed. */
export function runTests(directory) {
  const excluded = OF_THE_WORKSPACE.flatMap((name) => ["--exclude", `**/${name}.test.ts`]);
  console.log(`compat: left out, as they use the workspace's own versions: ${OF_THE_WORKSPACE.join(", ")}`);
  const { status } = spawnSync(
    "npx",
    ["--yes", "pnpm@10.34.9", "exec", "vitest", "run", "packages/cucumber-hooks/test", ...excluded],
    {
      cwd: join(import.meta.dirname, ".."),
      stdio: "inherit",
      env: { ...process.env, PICKLEJAR_TARGET: directory },
    },
  );
  return status === 0;
}
