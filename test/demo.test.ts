import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const demo = fileURLToPath(new URL("../examples/audit-log/dist/scripts/demo.js", import.meta.url));
const example = fileURLToPath(new URL("../examples/audit-log", import.meta.url));

describe("the demo", () => {
  for (const [target, options] of [
    ["the whole group", {}],
    ["the main process alone", { tags: "long" }],
  ] as const)
    test(`leaves nothing after Ctrl-C to ${target}`, options, async () => {
      const { child, storage, firstDot, end } = startDemo();
      await firstDot;
      expect(filesIn(storage).length).toBeGreaterThan(0);
      const pid = child.pid ?? 0;
      process.kill(target === "the whole group" ? -pid : pid, "SIGINT");
      expect(await end).toBe("SIGINT");
      expect(filesIn(storage)).toEqual([]);
    });

  test("leaves nothing after SIGKILL and one more run", { tags: "long" }, async () => {
    const killed = startDemo();
    await killed.firstDot;
    process.kill(-(killed.child.pid ?? 0), "SIGKILL");
    expect(await killed.end).toBe("SIGKILL");
    expect(filesIn(killed.storage).length).toBeGreaterThan(0);
    const next = startDemo(killed.storage);
    await next.firstDot;
    process.kill(-(next.child.pid ?? 0), "SIGINT");
    await next.end;
    expect(filesIn(killed.storage)).toEqual([]);
  });
});

interface RunningDemo {
  readonly child: ChildProcess;
  /** Where its run directories and its own folders go. */
  readonly storage: string;
  /** Cucumber prints one for each step. */
  readonly firstDot: Promise<void>;
  readonly end: Promise<NodeJS.Signals | null>;
}

function startDemo(storage = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "demo-"))): RunningDemo {
  const environment = { ...process.env, PICKLEJAR_DIR: storage, TMPDIR: storage, PICKLEJAR_RUN: undefined };
  const child = spawn(process.execPath, [demo], {
    cwd: example,
    env: environment,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const end = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on("error", reject).on("close", (_code, signal) => resolve(signal));
  });
  const firstDot = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes(".")) resolve();
    });
  });
  return { child, storage, firstDot, end };
}

/** All files below a folder, other than the loaders' caches of compiled code, which are not ours. */
function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true, encoding: "utf8" })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node-compile-cache"))
    .map((entry) => join(entry.parentPath, entry.name));
}
