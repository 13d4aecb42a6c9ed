import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";

const COMMAND_LINE = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

const directories: string[] = [];

afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

describe("audit-log", () => {
  test("makes the database that it is given, and leaves no other file behind", async () => {
    const directory = await makeDirectory();
    const { exitCode, stdout, stderr } = await run(directory, "tenant", "add", "acme", "--name", "Acme");
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: "Added tenant acme (Acme, plan free)\n", stderr: "" });
    expect(await readdir(directory)).toEqual(["audit.db"]);
  });

  test("prefers --database to the environment", async () => {
    const directory = await makeDirectory();
    await run(directory, "tenant", "add", "acme", "--name", "Acme", "--database", join(directory, "other.db"));
    expect(await readdir(directory)).toEqual(["other.db"]);
  });

  test("makes no database for help, nor for misuse", async () => {
    const directory = await makeDirectory();
    expect(await run(directory, "--help")).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await run(directory, "tenant", "add")).toMatchObject({ exitCode: 2, stdout: "" });
    expect(await readdir(directory)).toEqual([]);
  });

  test("says why a file is no database, and exits with 1", async () => {
    const directory = await makeDirectory();
    const result = await run(directory, "tenant", "list", "--database", COMMAND_LINE);
    expect(result).toMatchObject({ exitCode: 1, stdout: "" });
    expect(result.stderr).toMatch(/^audit-log: .+/);
  });
});

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "audit-log-test-"));
  directories.push(directory);
  return directory;
}

interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(directory: string, ...words: string[]): Promise<CommandResult> {
  const env = { ...process.env, AUDIT_LOG_DATABASE: join(directory, "audit.db") };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [COMMAND_LINE, ...words], { env }, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr });
    });
  });
}
