import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { coreDirectory, type Project } from "../helpers/create-project.js";
import { createCliProject, storageOf } from "../helpers/run-cli.js";
import { runScript } from "../helpers/run-script.js";

const MODULES = join(coreDirectory, "node_modules");

describe("a template that another machine built", () => {
  let builder: Project;

  beforeAll(async () => {
    builder = createCliProject();
    installCopy(builder, {});
    await build(builder);
  });

  test("is used at another path, whatever modes and times its files got on the way", async () => {
    const other = createCliProject();
    installCopy(other, {});
    passOn(builder, other);
    expect(await build(other)).toEqual(["found", "found"]);
  });

  for (const [what, versions, options] of [
    ["picklejar", { picklejar: "0.0.1" }, {}],
    ["better-sqlite3", { driver: "12.99.0" }, EVEN_DAYS],
    ["SQLite", { sqlite: "3.99.0" }, ODD_DAYS],
  ] as const)
    test(`is not used with another version of ${what}`, options, async () => {
      const other = createCliProject();
      installCopy(other, versions);
      passOn(builder, other);
      expect(await build(other)).toEqual(["built", "built"]);
    });
});

/** Runs `picklejar build`, and says what became of the migrated and of the seeded template. */
async function build(project: Project): Promise<readonly string[]> {
  const { code, stdout } = await runScript(project.path("node_modules/@picklejar/core/bundle/cli.js"), {
    cwd: project.directory,
    arguments: ["build", "--json"],
    env: { PICKLEJAR_DIR: storageOf(project) },
  });
  const { databases }: { databases: readonly { templates: readonly { outcome: string }[] }[] } = JSON.parse(stdout);
  if (code !== 0) throw new Error(stdout);
  return databases.flatMap(({ templates }) => templates.map(({ outcome }) => outcome));
}

/** As an artifact of a CI does it, which keeps neither. */
function passOn(from: Project, to: Project): void {
  const cache = "node_modules/.cache/picklejar";
  cpSync(from.path(cache), to.path(cache), { recursive: true });
  chmodSync(to.path(cache), 0o755);
  for (const name of readdirSync(to.path(cache))) chmodSync(join(to.path(cache), name), 0o644);
}

interface CopyVersions {
  readonly picklejar?: string;
  readonly driver?: string;
  readonly sqlite?: string;
}

/** Installs copies of picklejar and better-sqlite3, of these versions. */
function installCopy(project: Project, { picklejar, driver, sqlite }: CopyVersions): void {
  const copy = project.path("node_modules/@picklejar/core");
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(join(copy, "node_modules"), { recursive: true });
  cpSync(join(coreDirectory, "bundle"), join(copy, "bundle"), { recursive: true });
  writeManifest(join(coreDirectory, "package.json"), copy, picklejar);
  for (const name of readdirSync(MODULES)) {
    if (name !== "better-sqlite3" && !name.startsWith(".")) symlinkSync(join(MODULES, name), join(copy, "node_modules", name));
  }
  installDriver(join(copy, "node_modules/better-sqlite3"), driver, sqlite);
}

function installDriver(copy: string, version: string | undefined, sqlite: string | undefined): void {
  const original = realpathSync(join(MODULES, "better-sqlite3"));
  for (const part of ["lib", "build/Release/better_sqlite3.node"])
    cpSync(join(original, part), join(copy, part), { recursive: true });
  writeManifest(join(original, "package.json"), copy, version);
  mkdirSync(join(copy, "node_modules"));
  // Beside the package, as pnpm puts what it depends on.
  symlinkSync(realpathSync(join(dirname(original), "bindings")), join(copy, "node_modules/bindings"));
  if (sqlite === undefined) return;
  // A function of the connection hides that of SQLite.
  writeFileSync(
    join(copy, "lib/index.js"),
    `const Database = require("./database");
     module.exports = function (...words) {
       const database = new Database(...words);
       database.function("sqlite_version", () => ${JSON.stringify(sqlite)});
       return database;
     };
     module.exports.SqliteError = require("./sqlite-error");`,
  );
}

function writeManifest(path: string, copy: string, version: string | undefined): void {
  const manifest: { version: string } = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(join(copy, basename(path)), JSON.stringify({ ...manifest, ...(version !== undefined && { version }) }));
}
