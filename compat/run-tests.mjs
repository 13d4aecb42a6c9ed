import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Tests that use the workspace's own versions whatever the target, or take minutes on another one: `pnpm test` and `pnpm test:long` run them. */
const OF_THE_WORKSPACE = ["kill-points", "many-scenarios", "mutation", "tags-cli", "verdict", "library-failures"];

/** What shows most of what differs between versions of Cucumber: hooks, reports, verdicts, the plugin, the API. */
const ESSENTIAL = [
  "acceptance",
  "install-hooks",
  "expected-failure/contract",
  "expected-failure/plugin",
  "working-directory",
  "two-runs",
];

/** What repeats others, or takes long, is left to the workspace's own versions, but for the long tests that have their turn today. */
const TAGS = "!long || even-days || odd-days";
const VITEST = ["--yes", "pnpm@10.34.9", "exec", "vitest", "run", "--tags-filter", TAGS];

/**
 * Runs the tests of the hooks with a target in place of the workspace's own versions; says whether they passed.
 *
 * @param isThorough whether all files run, or only those that show most of what differs
 */
export async function runTests(directory, isThorough) {
  const selected = isThorough
    ? ["packages/cucumber-hooks/test"]
    : ESSENTIAL.map((name) => `packages/cucumber-hooks/test/${name}.test.ts`);
  if (!isThorough) console.log(`compat: only ${ESSENTIAL.join(", ")}: the newest versions have all`);
  const excluded = OF_THE_WORKSPACE.flatMap((name) => ["--exclude", `**/${name}.test.ts`]);
  console.log(`compat: left to the workspace's own versions: ${OF_THE_WORKSPACE.join(", ")}`);
  const tests = spawn("npx", [...VITEST, ...selected, ...excluded], {
    cwd: join(import.meta.dirname, ".."),
    stdio: "inherit",
    env: { ...process.env, PICKLEJAR_TARGET: directory },
  });
  const [code] = await once(tests, "close");
  return code === 0;
}
