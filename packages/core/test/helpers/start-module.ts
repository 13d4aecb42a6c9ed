import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";

/** A process that runs a module against the built package. */
export interface StartedModule {
  readonly process: ChildProcess;
  readonly pid: number;
  /** The next line that the module (or a process of its) said, parsed. Rejects when it ends without one. */
  heard<T>(): Promise<T>;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly stderr: string }>;
}

export interface StartModuleOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What every module can use without importing it. */
const PRELUDE = Object.entries({
  "run.js": ["Run", "endRun"],
  "ensure-run.js": ["ensureRun", "joinOrOwnRun"],
  "own-run.js": ["ownRun"],
  "sweep-runs.js": ["sweepRuns"],
})
  .map(
    ([file, names]) =>
      `import { ${names.join()} } from ${JSON.stringify(new URL(`../../dist/runs/${file}`, import.meta.url).href)};`,
  )
  .concat(
    "const currentRun = () => Run.current();",
    'import * as fs from "node:fs"; import { fork, spawn } from "node:child_process"; import { Worker, isMainThread } from "node:worker_threads";',
    'import { once } from "node:events"; import { setTimeout as sleep } from "node:timers/promises";',
    "const role = process.argv[2]; const modulePath = import.meta.filename;",
    "const say = (value) => fs.writeSync(1, JSON.stringify(value) + '\\n');",
    "const stay = () => setInterval(() => {}, 1000);",
    "const attempt = (action) => { try { return action(); } catch (error) { return { ...error, code: error.code }; } };",
  )
  .join("\n");

const started = new Set<number>();
const directories = new Set<string>();
let moduleCount = 0;

afterEach(() => {
  for (const pid of started) killGroup(pid);
  started.clear();
  // What was killed may take a moment to go.
  for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
  directories.clear();
});

/** Makes a folder for `PICKLEJAR_DIR`; it goes after the test. */
export function createStorage(): string {
  const storage = realpathSync(mkdtempSync(join(tmpdir(), "picklejar-test-")));
  directories.add(storage);
  return storage;
}

/** Names of what lies in our parent folder. */
export function listParent(storage: string): string[] {
  return readdirSync(parentOf(storage));
}

/** The parent folder of run directories. */
export function parentOf(storage: string): string {
  return join(storage, `picklejar-${process.getuid?.() ?? "user"}`);
}

/**
 * Starts a module whose run directories lie in `storage`, outside of any run that these tests themselves belong to. It leads a process
 * group, as a program does that a shell starts; whatever of it still runs after the test is killed.
 */
export function startModule(storage: string, code: string, options: StartModuleOptions = {}): StartedModule {
  const modulePath = join(storage, `module-${++moduleCount}.mjs`);
  writeFileSync(modulePath, `${PRELUDE}\n${code}`);
  const environment = { ...process.env, PICKLEJAR_RUN: undefined, PICKLEJAR_DIR: storage, ...options.environment };
  const child = spawn(process.execPath, [modulePath], {
    env: Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined)),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error("Node could not be started");
  started.add(pid);
  return { process: child, pid, heard: listenTo(child), ended: waitForEnd(child) };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}

function listenTo(child: ChildProcess): <T>() => Promise<T> {
  if (child.stdout === null) throw new Error("stdout is a pipe");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async <T>() => {
    const line = await lines.next();
    if (line.done === true) throw new Error("the module ended before it said anything more");
    const value: T = JSON.parse(line.value);
    return value;
  };
}

async function waitForEnd(child: ChildProcess): Promise<{ code: number | null; signal: string | null; stderr: string }> {
  let stderr = "";
  child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      // Not `close`: a grandchild may hold the pipes.
      setImmediate(() => resolve({ code, signal, stderr }));
    });
  });
}
