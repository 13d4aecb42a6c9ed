import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import { copyExample, edit } from "./copy-example.js";

const LONG = { tags: "long" };

const FEATURE = "demo/contract.feature";

describe("the demo's failure", { timeout: 60_000 }, () => {
  for (const [variables, options] of [
    [{}, LONG],
    [{ CI: "true", PICKLEJAR_RETAIN: "never", PICKLEJAR_RECORD: "off" }, {}],
  ] as const)
    test(
      `is shown with the step that caused it, and with a page that has the step and its rows: ${JSON.stringify(variables)}`,
      options,
      async () => {
        const { isShown, stdout } = await showFailure(copyExample(FEATURE), variables);
        expect(stdout).toContain("1 scenario (1 failed)");
        expect(stdout).toMatch(/keep_days 3650 → 30 +written by "When the operator sets the standard/);
        expect(stdout).toContain("The demo's exit code is 0, because this scenario had to fail");
        expect(isShown).toBe(true);

        const url = /^ {2}(file:.+\.html)$/m.exec(stdout)?.[1] ?? "";
        const page = fileURLToPath(url);
        expect(existsSync(page)).toBe(true);
        expect(readFileSync(page, "utf8")).toContain("the operator sets the standard policy");
      },
    );

  test("is an error where the scenario passes, or cannot run", LONG, async () => {
    const copy = copyExample(FEATURE);
    edit(join(copy, FEATURE), (text) => text.replace(/^ +Then .+$/m, "    Then acme's log has 2 events"));
    const passed = await showFailure(copy);
    expect(passed).toMatchObject({ isShown: false, stdout: expect.stringContaining("1 scenario (1 passed)") });
    expect(passed.stderr).toContain(`${FEATURE} has to fail, with the exit code 1. Cucumber's exit code was 0.`);

    edit(join(copy, FEATURE), () => "Feature without a colon");
    expect(await showFailure(copy)).toMatchObject({ isShown: false });
  });
});

interface Shown {
  readonly isShown: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls what the demo calls, in a process of its own. */
function showFailure(example: string, variables: NodeJS.ProcessEnv = {}): Promise<Shown> {
  const module = pathToFileURL(join(example, "dist/scripts/show-failure.js")).href;
  const code = `
    import { showFailure } from ${JSON.stringify(module)};
    process.exitCode = (await showFailure(() => false)) ? 0 : 3;`;
  const options = { cwd: example, env: { ...process.env, PICKLEJAR_RUN: undefined, ...variables } };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ["--input-type=module", "--eval", code], options, (_error, stdout, stderr) => {
      resolve({ isShown: child.exitCode === 0, stdout, stderr });
    });
  });
}
