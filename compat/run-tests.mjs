import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const TESTS = "packages/cucumber-hooks/test";

/** Tests that use the workspace's own versions whatever the target, or take minutes on another one: `pnpm test` and `pnpm test:long` run them. */
const OF_THE_WORKSPACE = ["kill-points", "many-scenarios", "mutation", "tags-cli", "verdict", "library-failures"];

/** What shows most of what differs between versions of Cucumber: hooks, reports, verdicts, the plugin, the API. */
const ESSENTIAL = ["install-hooks", "expected-failure/contract", "expected-failure/plugin", "working-directory", "two-runs"];

/** What repeats others, or takes long, is left to the workspace's own versions, but for the long tests that have their turn today. */
const TAGS = "!long || even-days || odd-days";
const VITEST = ["--yes", "pnpm@10.34.9", "exec", "vitest", "run", "--tags-filter", TAGS];

/**
 * Runs the tests of the hooks with a target in place of the workspace's own versions; says whether they passed.
 *
 * @param isThorough whether all files run, or only those that show most of what differs
 */
export async function runTests(directory, isThorough) {
  const selected = isThorough ? [TESTS] : ESSENTIAL.map(testFileOf);
  if (!isThorough) console.log(`compat: only ${ESSENTIAL.join(", ")}: the newest versions have all`);
  const excluded = OF_THE_WORKSPACE.flatMap((name) => ["--exclude", testFileOf(name)]);
  console.log(`compat: left to the workspace's own versions: ${OF_THE_WORKSPACE.join(", ")}`);
  const tests = spawn("npx", [...VITEST, ...selected, ...excluded], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, PICKLEJAR_TARGET: directory },
  });
  const [code] = await once(tests, "close");
  return code === 0;
}

/** Vitest passes over a name that no file has. */
function testFileOf(name) {
  const file = readdirSync(join(ROOT, TESTS), { recursive: true, encoding: "utf8" }).find((path) =>
    `/${path}`.endsWith(`/${name}.test.ts`),
  );
  if (file === undefined) throw new Error(`${TESTS} has no "${name}.test.ts": change the name in ${import.meta.filename}.`);
  return `${TESTS}/${file}`;
}
