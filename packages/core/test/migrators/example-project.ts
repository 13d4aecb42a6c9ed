import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";

import { coreDirectory, createProject, type Project } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

/** A project that migrates with a library, as its page in `docs/migrations` says. */
export interface ExampleLibrary {
  /** The page, whose files are the project. */
  readonly page: string;
  /** Packages to link, from this package's `node_modules`. */
  readonly packages: readonly string[];
  /**
   * Of the application: `migrate(path)` gives the names of what it ran, `pending(path)` the names of what its status says is to do, and `make` is the
   * function of the page.
   */
  readonly app: string;
  /** Name of a migration, as in the ledger. */
  readonly nameOf: (number: number) => string;
  /** File of that name, in the folder `migrations`. */
  readonly fileOf: (number: number) => string;
  /** Another migration than the page's, which has the number 1 and makes a table. */
  readonly migration: (number: number, table: string) => string;
  /** Others of its files. */
  readonly files?: Readonly<Record<string, string>>;
  /** Columns of the ledger that are another time in each database. */
  readonly volatile: Readonly<Record<string, readonly string[]>>;
}

/** What the application saw. */
export interface SeenMigrations {
  /** What its status says of the database that picklejar made, and what its own call ran there. */
  readonly pending: readonly string[];
  readonly applied: readonly string[];
  /** The same of one that was kept while a migration was added. */
  readonly keptPending: readonly string[];
  readonly keptApplied: readonly string[];
}

/** What a process saw of its test database. */
export interface Seen extends SeenMigrations {
  readonly origin: string;
  readonly fingerprint: string;
}

export function createExampleProject({ page, packages, app, files }: ExampleLibrary): Project {
  const project = createProject({
    ...files,
    ...readPageFiles(page),
    "app.mjs": app,
    "main.mjs": MAIN,
    "helper.mjs": HELPER,
  });
  mkdirSync(outOf(project));
  for (const name of packages) {
    const link = project.path(`node_modules/${name}`);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(coreDirectory, "node_modules", name), link);
  }
  return project;
}

/** The code blocks of a page, by the name in their first line. */
function readPageFiles(page: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(coreDirectory, `../../docs/migrations/${page}.md`), "utf8");
  const blocks = [...text.matchAll(/^```js\n\/\/ [\w-]+\/(\S+)\n([\s\S]*?)^```$/gm)];
  return Object.fromEntries(blocks.map(([, name = "", content = ""]) => [name, content]));
}

/** Asks for a test database in a process of its own, and has the application migrate it, and others: what an earlier process kept, if that is asked for. */
export async function useProject(
  project: Project,
  kept: "kept" | "" = "",
  env: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  return run<Seen>(project, "main.mjs", [kept], env);
}

/** Has the helper alone migrate a database, and again after a migration is added, in one process and without a template. */
export async function useHelper(project: Project, file: string, migration: string): Promise<SeenMigrations> {
  return run<SeenMigrations>(project, "helper.mjs", [file, migration]);
}

async function run<Result>(
  project: Project,
  script: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Result> {
  const options = { cwd: project.directory, env: { ...environmentOf(project), ...env }, arguments: words };
  const { code, stdout, stderr } = await runScript(project.path(script), options);
  if (code !== 0) throw new Error(stderr);
  // Libraries print as well.
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Result;
}

/** Sequelize asks for its driver from its own folder, where none is installed. */
export function environmentOf(project: Project): Readonly<Record<string, string | undefined>> {
  return { PICKLEJAR_RUN: undefined, NODE_PATH: project.path("node_modules") };
}

/** A database that a script left: as picklejar made it, after the application's call, what the library makes alone, and what the helper made at last. */
export function databaseOf(project: Project, name: "fresh" | "migrated" | "alone" | "again"): string {
  return join(outOf(project), `${name}.db`);
}

/** Tables and indexes, as they were written. */
export function schemaOf(path: string): unknown {
  return query(path, "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
}

export function query(path: string, sql: string): unknown {
  const connection = new Database(path, { readonly: true });
  try {
    return connection.prepare(sql).all();
  } finally {
    connection.close();
  }
}

/** Names of what the builds were seen to use. */
export function observedIn(project: Project): readonly string[] {
  const cache = project.path("node_modules/.cache/picklejar");
  const manifests = readdirSync(cache).filter((name) => name.endsWith(".json"));
  return manifests.flatMap((name) => {
    const { fingerprint } = JSON.parse(readFileSync(join(cache, name), "utf8")) as {
      readonly fingerprint: { readonly inputs: readonly { readonly kind: string; readonly name: string }[] };
    };
    return fingerprint.inputs.filter(({ kind }) => kind === "observed").map((input) => input.name);
  });
}

/** In a folder that no build looks at. */
function outOf(project: Project): string {
  return project.path("node_modules/.out");
}

const MAIN = `
  import { copyFileSync, rmSync } from "node:fs";
  import { initTestDb } from "@picklejar/core";
  import { migrate, pending } from "./app.mjs";

  const out = (name) => "node_modules/.out/" + name + ".db";
  const it = await initTestDb();
  copyFileSync(it.path, out("fresh"));
  const seen = { origin: it.origin, fingerprint: it.fingerprint, pending: await pending(it.path), applied: await migrate(it.path) };
  copyFileSync(it.path, out("migrated"));
  await it.dispose();
  rmSync(out("alone"), { force: true });
  await migrate(out("alone"));
  const usesKept = process.argv[2] === "kept";
  const kept = usesKept ? { keptPending: await pending(out("kept")), keptApplied: await migrate(out("kept")) } : {};
  if (!usesKept) copyFileSync(out("fresh"), out("kept"));
  console.log(JSON.stringify({ keptPending: [], keptApplied: [], ...seen, ...kept }));
`;

const HELPER = `
  import { copyFileSync, writeFileSync } from "node:fs";
  import { resolve } from "node:path";
  import { pathToFileURL } from "node:url";
  import config from "./picklejar.config.js";
  import { migrate, pending } from "./app.mjs";

  const out = (name) => resolve("node_modules/.out/" + name + ".db");
  const make = (name) => config.migrations.migrate({ path: out(name), url: pathToFileURL(out(name)).href }, "default");
  await make("fresh");
  for (const name of ["migrated", "kept"]) copyFileSync(out("fresh"), out(name));
  const seen = { pending: await pending(out("migrated")), applied: await migrate(out("migrated")) };
  await migrate(out("alone"));
  const [file, migration] = process.argv.slice(2);
  writeFileSync(file, migration);
  const kept = { keptPending: await pending(out("kept")), keptApplied: await migrate(out("kept")) };
  await make("again");
  console.log(JSON.stringify({ ...seen, ...kept }));
`;
