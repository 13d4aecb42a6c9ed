import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { afterEach, describe, expect, test } from "vitest";

import type { DatabaseConfig } from "../../../src/config/database-config.js";
import { resolveConfig } from "../../../src/config/resolve-config.js";
import { selectDatabase } from "../../../src/config/select-database.js";
import { diffFingerprints } from "../../../src/template/fingerprint/diff-fingerprints.js";
import { computeFingerprints, type DatabaseFingerprints } from "../../../src/template/fingerprint/fingerprint.js";
import { createFolder } from "../../helpers/create-folder.js";

const TENANT = "PICKLEJAR_TEST_TENANT";

afterEach(() => {
  delete process.env[TENANT];
});

describe("fingerprint", () => {
  test.each<[claim: string, edit: Edit, changes: readonly string[]]>([
    ["the body of a migration", change("db/migrations/001_users.sql"), ["changed migration 001_users"]],
    ["white space in a migration", append("db/migrations/001_users.sql", " "), ["changed migration 001_users"]],
    ["the line endings of a migration", convertLineEndings("db/migrations/001_users.sql"), ["changed migration 001_users"]],
    ["those of SQL that the seed reads", convertLineEndings("test/users.sql"), ["changed module test/users.sql"]],
    ["those of a file in inputs", convertLineEndings("schema/users.txt"), ["changed input schema/users.txt"]],
    [
      "the name of a migration",
      rename("db/migrations/002_posts.sql", "db/migrations/002_articles.sql"),
      ["added migration 002_articles", "removed migration 002_posts"],
    ],
    ["a migration that is added", write("db/migrations/004_tags.sql", "CREATE TABLE tags (id);"), ["added migration 004_tags"]],
    ["a migration that is removed", remove("db/migrations/002_posts.sql"), ["removed migration 002_posts"]],
    ["the order of migrations", set({ order: "natural" }), ["added option order"]],
    ["the name of the ledger", set({ ledgerTable: "changes" }), ["changed option ledgerTable"]],
    ["the body of a module", append("db/migrations/003_slugs.ts", "// more"), ["changed migration 003_slugs"]],
    ["a module that a migration imports", change("src/slug.ts"), ["changed module src/slug.ts"]],
    ["a module that such a module imports", change("src/letters.js"), ["changed module src/letters.js"]],
    ["a module behind a cycle of imports", change("src/cycle.cjs"), ["changed module src/cycle.cjs"]],
    ["JSON that a module imports", change("src/words.json"), ["changed module src/words.json"]],
    ["a module of a linked package", change("packages/shared/src/index.ts"), ["changed module packages/shared/src/index.ts"]],
    [
      "what a module of a linked package imports",
      change("packages/shared/src/deep.ts"),
      ["changed module packages/shared/src/deep.ts"],
    ],
    ["a module behind an import of the package's own", change("src/names.ts"), ["changed module src/names.ts"]],
    [
      "the version of an installed package",
      write("node_modules/slugger/package.json", '{ "version": "1.0.1" }'),
      ["changed package slugger"],
    ],
    ["the configuration", change("picklejar.config.mjs"), ["changed module picklejar.config.mjs"]],
    [
      "a pragma in connection",
      replace("picklejar.config.mjs", "page_size = 4096", "page_size = 8192"),
      ["changed module picklejar.config.mjs"],
    ],
    ["the seed, in a file that the configuration imports", change("test/seed.mjs"), ["changed module test/seed.mjs"]],
    ["SQL that the seed reads by a URL", change("test/users.sql"), ["changed module test/users.sql"]],
    ["SQL that the seed reads beside its folder", change("test/data/posts.sql"), ["changed module test/data/posts.sql"]],
    ["a file of the project's folder that the seed names", change("fixtures/tags.csv"), ["changed module fixtures/tags.csv"]],
    ["a file in inputs", change("schema/users.txt"), ["changed input schema/users.txt"]],
    ["a file that inputs begins to match", write("schema/deep/posts.txt", "id"), ["added input schema/deep/posts.txt"]],
    ["bytes of a binary input", write("schema/logo.bin", "\0\n"), ["changed input schema/logo.bin"]],
    ["an environment input", environment("globex"), [`changed environment ${TENANT}`]],
    ["an environment input that becomes empty", environment(""), [`changed environment ${TENANT}`]],
    ["the version", set({ version: "2" }), ["changed option version"]],
  ])("changes with %s", async (_claim, edit, changes) => {
    const project = createProject();
    const before = await fingerprintsOf(project);
    edit(project);
    const after = await fingerprintsOf(project);
    expect(describeChanges(before, after)).toEqual(changes);
    expect(after.migrated.hash).not.toBe(before.migrated.hash);
    expect(after.seeded?.hash).not.toBe(before.seeded?.hash);
  });

  test.each<[claim: string, edit: Edit]>([
    ["a touched file", (project) => listFiles(project).forEach((path) => utimesSync(path, new Date(0), new Date(0)))],
    ["another folder", moveElsewhere],
    ["a folder reached through a link", reachThroughLink],
    ["a file that is no migration", write("db/migrations/README.md", "# Migrations")],
    ["a file that ignore names", write("db/migrations/draft.sql", "CREATE TABLE draft (id);")],
    ["a file that nothing names", write("src/other.ts", "export {};")],
    ["a strategy", set({ strategy: "copy" })],
    ["a database that the seed names and tests write", write("build/app.db", "SQLite format 3\0…")],
    ["a module of an installed package", write("node_modules/slugger/index.js", "export const slug = 2;")],
    ["another variable", () => void (process.env["PICKLEJAR_TEST_OTHER"] = "1")],
  ])("stays with %s", async (_claim, edit) => {
    const project = createProject();
    const before = await fingerprintsOf(project);
    edit(project);
    const after = await fingerprintsOf(project);
    expect(describeChanges(before, after)).toEqual([]);
    expect(after).toEqual(before);
  });

  test("differs between the migrated and the seeded template", async () => {
    const { migrated, seeded } = await fingerprintsOf(createProject());
    expect(migrated.hash).toMatch(/^[\da-f]{64}$/);
    expect(seeded?.hash).toMatch(/^[\da-f]{64}$/);
    expect(seeded?.hash).not.toBe(migrated.hash);
  });

  test("is one where there is no seed", async () => {
    const project = createProject();
    set({ seed: undefined })(project);
    expect((await fingerprintsOf(project)).seeded).toBeUndefined();
  });

  test("tells a variable that is not set from one that is empty, and shows neither value", async () => {
    const project = createProject();
    delete process.env[TENANT];
    const unset = await fingerprintsOf(project);
    process.env[TENANT] = "";
    const empty = await fingerprintsOf(project);
    process.env[TENANT] = "s3cret";
    const secret = await fingerprintsOf(project);
    expect(new Set([unset, empty, secret].map(({ migrated }) => migrated.hash)).size).toBe(3);
    expect(JSON.stringify(secret)).not.toContain("s3cret");
  });

  test("counts the configuration and its imports where another migrator does the work", async () => {
    const project = createProject();
    project.config = { migrate: () => undefined, inputs: ["db/migrations"] };
    const before = await fingerprintsOf(project);
    change("test/seed.mjs")(project);
    change("db/migrations/001_users.sql")(project);
    expect(describeChanges(before, await fingerprintsOf(project))).toEqual([
      "changed input db/migrations/001_users.sql",
      "changed module test/seed.mjs",
    ]);
  });

  test("changes with the version and the text of functions given in code", async () => {
    const project = createProject();
    project.file = undefined;
    project.config = { migrations: [{ name: "1", up: "CREATE TABLE a (id)" }], seed: () => 1, version: "1" };
    const before = await fingerprintsOf(project);
    set({ version: "2" })(project);
    expect(describeChanges(before, await fingerprintsOf(project))).toEqual(["changed option version"]);
    set({ version: "1", seed: () => 2 })(project);
    expect(describeChanges(before, await fingerprintsOf(project))).toEqual(["changed option seed"]);
  });

  test("takes a configuration in JSON by what it says, not by its text", async () => {
    const project = createProject();
    project.file = "picklejar.config.json";
    project.config = { migrations: "db/migrations", ignore: ["draft.sql"] };
    write("picklejar.config.json", "{}")(project);
    const before = await fingerprintsOf(project);
    write("picklejar.config.json", '{ "strategy": "copy" }')(project);
    expect(await fingerprintsOf(project)).toEqual(before);
  });

  test("refuses a pattern of inputs that matches nothing", async () => {
    const project = createProject();
    set({ inputs: ["schema/**", "shcema/*.txt"] })(project);
    await expect(fingerprintsOf(project)).rejects.toMatchObject({
      code: "INPUTS_NOT_FOUND",
      pattern: "shcema/*.txt",
      message: expect.stringContaining('inputs: "shcema/*.txt" matches no file') as unknown,
    });
  });

  test("leaves out what a pattern of inputs excludes", async () => {
    const project = createProject();
    set({ inputs: ["schema", "!schema/*.bin"] })(project);
    const { migrated } = await fingerprintsOf(project);
    expect(migrated.inputs.filter(({ kind }) => kind === "input").map(({ name }) => name)).toEqual(["schema/users.txt"]);
  });

  test("names what it cannot follow", async () => {
    const project = createProject();
    append("src/letters.js", '\nimport(name + ".js"); require("./gone"); import "no-such-package";')(project);
    expect((await fingerprintsOf(project)).migrated.unresolved).toEqual([
      "src/letters.js: ./gone",
      'src/letters.js: name + ".js"',
      "src/letters.js: no-such-package",
    ]);
  });

  test("covers the versions of SQLite, better-sqlite3, umzug and picklejar", async () => {
    const { migrated } = await fingerprintsOf(createProject());
    const versions = Object.fromEntries(
      migrated.inputs.filter(({ kind }) => kind === "version").map(({ name, digest }) => [name, digest]),
    );
    expect(versions).toEqual({
      sqlite: expect.stringMatching(/^3\.\d+\.\d+ 20\d\d-/) as unknown,
      "better-sqlite3": expect.stringMatching(/^1[23]\./) as unknown,
      umzug: expect.stringMatching(/^3\./) as unknown,
      picklejar: (JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")) as { version: string })
        .version,
    });
  });
});

describe("diffFingerprints", () => {
  const input = (name: string, digest = "") => ({ kind: "migration", name, digest }) as const;

  test("finds no change between equals", () => {
    expect(diffFingerprints({ inputs: [input("1")] }, { inputs: [input("1")] })).toEqual([]);
  });

  test("says that migrations moved", () => {
    expect(diffFingerprints({ inputs: [input("1"), input("2")] }, { inputs: [input("2"), input("1")] })).toEqual([
      { change: "changed", kind: "migration", name: "2" },
      { change: "changed", kind: "migration", name: "1" },
    ]);
  });

  test("compares a package in several versions as a whole", () => {
    const packageOf = (digest: string) => ({ kind: "package", name: "slugger", digest }) as const;
    expect(diffFingerprints({ inputs: [packageOf("1"), packageOf("2")] }, { inputs: [packageOf("1")] })).toEqual([
      { change: "changed", kind: "package", name: "slugger" },
    ]);
  });
});

interface Project {
  directory: string;
  file: string | undefined;
  config: DatabaseConfig;
}

type Edit = (project: Project) => void;

/** A project with every kind of input: what the table of edits is about. */
function createProject(): Project {
  process.env[TENANT] = "acme";
  const directory = createFolder(FILES);
  mkdirSync(join(directory, "node_modules/@project"));
  symlinkSync(join(directory, "packages/shared"), join(directory, "node_modules/@project/shared"));
  const config: DatabaseConfig = {
    migrations: "db/migrations",
    ignore: ["draft.sql"],
    connection: () => undefined,
    seed: () => undefined,
    inputs: ["schema/**"],
    environmentInputs: [TENANT],
    testDatabases: ["build/*.db"],
    version: "1",
  };
  return { directory, file: "picklejar.config.mjs", config };
}

const FILES: Readonly<Record<string, string>> = {
  "package.json": '{ "name": "project", "type": "module", "imports": { "#names": "./src/names.ts" } }',
  "picklejar.config.mjs": `import { seed } from "./test/seed.mjs";
    export default {
      migrations: "db/migrations",
      connection: (database) => database.pragma("page_size = 4096"),
      testDatabases: [new URL("./build/app.db", import.meta.url).pathname],
      seed,
    };\n`,
  "db/migrations/001_users.sql": "CREATE TABLE users (id);\n-- first\n",
  "db/migrations/002_posts.sql": "CREATE TABLE posts (id);\n",
  "db/migrations/003_slugs.ts": 'import { slug } from "../../src/slug.js";\nexport const up = () => slug();\n',
  "src/slug.ts": `import { letters } from "./letters";
    import words from "./words.json" with { type: "json" };
    import { shared } from "@project/shared";
    export { names } from "#names";
    export { slug } from "slugger";\n`,
  "src/letters.js": 'export const cycle = () => require("./cycle.cjs");\n',
  "src/cycle.cjs": 'const load = () => import("./slug.js");\n',
  "src/words.json": '{\n  "a": 1\n}\n',
  "src/names.ts": "export const names = [];\n",
  "packages/shared/package.json": '{ "name": "@project/shared", "type": "module", "exports": "./src/index.ts" }',
  "packages/shared/src/index.ts": 'export * from "./deep.js";\n',
  "packages/shared/src/deep.ts": "export const shared = 1;\n",
  "node_modules/slugger/package.json": '{ "version": "1.0.0", "main": "index.js" }',
  "node_modules/slugger/index.js": "export const slug = 1;\n",
  "test/seed.mjs": `import { readFileSync } from "node:fs";
    import { join } from "node:path";
    const users = new URL("./users.sql", import.meta.url);
    const posts = join(import.meta.dirname, "data", "posts.sql");
    // it's read from the project's folder
    const tags = readFileSync("fixtures/tags.csv", "utf8");
    export const seed = (database) => database.exec(readFileSync(users) + readFileSync(posts) + "build/app.db");\n`,
  "test/users.sql": "INSERT INTO users VALUES (1);\n",
  "test/data/posts.sql": "INSERT INTO posts VALUES (1);\n",
  "fixtures/tags.csv": "id\n1\n",
  "schema/users.txt": "id\nname\n",
  "schema/logo.bin": "\0\r\n",
};

/** Without the absolute paths, which another checkout has elsewhere. */
async function fingerprintsOf({ directory, file, config }: Project): Promise<Omit<DatabaseFingerprints, "paths">> {
  const databases = resolveConfig({ ...config }, { directory, file: file === undefined ? undefined : join(directory, file) });
  const { paths: _paths, ...fingerprints } = await computeFingerprints(selectDatabase(databases));
  return fingerprints;
}

function describeChanges(
  before: Pick<DatabaseFingerprints, "migrated">,
  after: Pick<DatabaseFingerprints, "migrated">,
): string[] {
  return diffFingerprints(before.migrated, after.migrated).map(
    ({ change: kind, ...input }) => `${kind} ${input.kind} ${input.name}`,
  );
}

function writeProjectFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function write(path: string, text: string): Edit {
  return ({ directory }) => writeProjectFile(join(directory, path), text);
}

function append(path: string, text: string): Edit {
  return ({ directory }) => writeFileSync(join(directory, path), text, { flag: "a" });
}

/** Another text that means something else to no reader but a hash. */
function change(path: string): Edit {
  return append(path, path.endsWith(".sql") ? "SELECT 1;\n" : "\n");
}

function replace(path: string, from: string, to: string): Edit {
  return ({ directory }) => {
    const text = readFileSync(join(directory, path), "utf8");
    expect(text).toContain(from);
    writeFileSync(join(directory, path), text.replace(from, to));
  };
}

function rename(from: string, to: string): Edit {
  return ({ directory }) => renameSync(join(directory, from), join(directory, to));
}

function remove(path: string): Edit {
  return ({ directory }) => rmSync(join(directory, path));
}

function environment(value: string): Edit {
  return () => void (process.env[TENANT] = value);
}

function set(options: { readonly [Option in keyof DatabaseConfig]?: unknown } & Readonly<Record<string, unknown>>): Edit {
  return (project) => void (project.config = { ...project.config, ...options } as DatabaseConfig);
}

function listFiles({ directory }: Project): string[] {
  return Object.keys(FILES).map((path) => join(directory, path));
}

function convertLineEndings(path: string): Edit {
  return ({ directory }) => {
    const text = readFileSync(join(directory, path), "utf8");
    writeFileSync(join(directory, path), text.replaceAll("\n", "\r\n"));
  };
}

function moveElsewhere(project: Project): void {
  const elsewhere = join(createFolder(), "deeper");
  cpSync(project.directory, elsewhere, { recursive: true });
  rmSync(join(elsewhere, "node_modules/@project/shared"));
  symlinkSync(join(elsewhere, "packages/shared"), join(elsewhere, "node_modules/@project/shared"));
  project.directory = elsewhere;
}

function reachThroughLink(project: Project): void {
  const link = join(createFolder(), "link");
  symlinkSync(project.directory, link);
  project.directory = link;
}
