import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

import { resolveConfig } from "../../src/config/resolve-config.js";
import { ensureCacheDirectory } from "../../src/template/cache-directory.js";
import { ensureTemplates } from "../../src/template/ensure-template.js";
import { createProject, type Project } from "../helpers/create-project.js";
import { createReadableProject, NOBODY, runAs, SOMEBODY, whyNoOtherUser } from "../helpers/other-user.js";
import type { ScriptResult } from "../helpers/run-script.js";

const reasonToSkip = whyNoOtherUser();
if (reasonToSkip !== undefined) console.info(`Skipped: ${reasonToSkip}`);

describe("the cache of templates", () => {
  test("is for this user only, whatever the umask: templates 0400, manifests 0600, in a folder 0700", async () => {
    const umask = process.umask(0);
    onTestFinished(() => void process.umask(umask));
    const cache = await buildIn(createProject());
    expect(statSync(cache).mode & 0o777).toBe(0o700);
    const modes = readdirSync(cache).map((name) => [
      name.replace(/^[0-9a-f]{64}/, ""),
      statSync(join(cache, name)).mode & 0o777,
    ]);
    expect(Object.fromEntries(modes)).toEqual({ ".db": 0o400, ".json": 0o600 });
  });

  test("closes a folder that an older version left open", async () => {
    const project = createProject();
    mkdirSync(project.path("node_modules/.cache/picklejar"), { recursive: true, mode: 0o755 });
    const cache = await buildIn(project);
    expect([cache, statSync(cache).mode & 0o777]).toEqual([project.path("node_modules/.cache/picklejar"), 0o700]);
    expect(statSync(project.path("node_modules/.cache")).mode & 0o055).toBe(0o055);
  });

  test("keeps what a seed wrote from other users", async ({ skip }) => {
    if (reasonToSkip !== undefined) return skip(reasonToSkip);
    const project = createReadableProject();
    const { forTests } = await ensureTemplates(databaseOf(project));
    const { stdout } = await runAs(
      NOBODY,
      project,
      `const { readFileSync } = await import("node:fs");
       try { console.log(readFileSync(${JSON.stringify(forTests.path)}).length); } catch ({ code }) { console.log(code); }`,
    );
    expect(stdout.trim()).toBe("EACCES");
  });

  test("is each user's own in a project that two users may write to, though both build at once", async ({ skip }) => {
    if (reasonToSkip !== undefined) return skip(reasonToSkip);
    const project = createReadableProject();
    mkdirSync(project.path("node_modules/.cache/picklejar"), { recursive: true });
    for (const folder of ["", "node_modules", "node_modules/.cache", "node_modules/.cache/picklejar"])
      chmodSync(project.path(folder), 0o777);
    const [first, second] = await Promise.all([NOBODY, SOMEBODY].map((user) => initAs(user, project)));
    expect([first?.stderr, second?.stderr]).toEqual(["", ""]);
    const [ofFirst, ofSecond] = [first, second].map((result) => JSON.parse(result?.stdout ?? ""));
    expect([ofFirst.rows, ofSecond.rows]).toEqual([0, 0]);
    expect(ofFirst.template).not.toBe(ofSecond.template);
  });

  test("goes to the user's own folder where the project's is another user's", ({ skip }) => {
    if (process.getuid?.() !== 0) return skip("only root can give a folder away");
    const project = createProject();
    mkdirSync(project.path("node_modules/.cache/picklejar"), { recursive: true });
    chownSync(project.path("node_modules/.cache/picklejar"), NOBODY, NOBODY);
    setCacheHome(project.path("home"));
    expect(ensureCacheDirectory(project.directory)).toBe(project.path("home/picklejar"));
  });

  test("is refused with a code where the user's own folder is another user's too", ({ skip }) => {
    if (process.getuid?.() !== 0) return skip("only root can give a folder away");
    const project = createProject();
    for (const folder of ["node_modules/.cache/picklejar", "home/picklejar"]) {
      mkdirSync(project.path(folder), { recursive: true });
      chownSync(project.path(folder), NOBODY, NOBODY);
    }
    setCacheHome(project.path("home"));
    expect(() => ensureCacheDirectory(project.directory)).toThrow(
      expect.objectContaining({
        code: "CACHE_UNAVAILABLE",
        path: project.path("home/picklejar"),
        message: expect.stringContaining(`it belongs to user ${NOBODY}, and this process runs as user 0`),
      }),
    );
  });

  test.skipIf(reasonToSkip !== undefined).each([
    ["lock", ".lock", "PERMISSION_DENIED"],
    ["template without its manifest", ".db", undefined],
    ["manifest without its template", ".json", undefined],
  ])("says what it may not write, or writes it again, where root left a %s in it", async (_what, extension, code) => {
    const project = createReadableProject();
    const cache = await buildIn(project);
    const hash = /^[0-9a-f]{64}/.exec(readdirSync(cache)[0] ?? "")?.[0] ?? "";
    for (const name of readdirSync(cache)) rmSync(join(cache, name));
    writeFileSync(join(cache, `${hash}${extension}`), "", { mode: 0o400 });
    chownSync(cache, NOBODY, NOBODY);
    const { stdout, stderr } = await initAs(NOBODY, project);
    expect([stderr, JSON.parse(stdout).code]).toEqual(["", code]);
  });
});

function databaseOf(project: Project) {
  const [database] = resolveConfig({ migrations: "db" }, { directory: project.directory, file: undefined }).values();
  if (database === undefined) throw new Error("no database");
  return database;
}

/** Builds the template of a project; gives the folder that it is in. */
async function buildIn(project: Project): Promise<string> {
  await ensureTemplates(databaseOf(project));
  return ensureCacheDirectory(project.directory);
}

function setCacheHome(directory: string): void {
  const before = process.env["XDG_CACHE_HOME"];
  process.env["XDG_CACHE_HOME"] = directory;
  onTestFinished(() => {
    if (before === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = before;
  });
}

/** Asks for a database as a user with folders of its own, and says what it got. */
async function initAs(user: number, project: Project): Promise<ScriptResult> {
  for (const folder of [`home-${user}`, `runs-${user}`]) {
    mkdirSync(project.path(folder), { mode: 0o700 });
    chownSync(project.path(folder), user, user);
  }
  const code = `
    const { initTestDb } = await import("@picklejar/core");
    const { prepareTestDatabases } = await import("@picklejar/core/integration");
    try {
      const { template } = await prepareTestDatabases({ migrations: "db" });
      const database = await initTestDb({ migrations: "db" });
      console.log(JSON.stringify({ template: template.path, rows: database.open().prepare("SELECT count(*) FROM users").pluck().get() }));
      await database.dispose();
    } catch ({ code, message }) { console.log(JSON.stringify({ code: code ?? message })); }`;
  return runAs(user, project, code, {
    env: {
      PICKLEJAR_DIR: project.path(`runs-${user}`),
      PICKLEJAR_RUN: undefined,
      HOME: project.path(`home-${user}`),
      XDG_CACHE_HOME: undefined,
    },
  });
}
