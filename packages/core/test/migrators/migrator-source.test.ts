import Knex from "knex";
import { describe, expect, test } from "vitest";

import { resolveConfig } from "../../src/config/resolve-config.js";
import { MigrationRunner } from "../../src/migrations/migration-runner.js";
import { knex } from "../../src/migrators/index.js";
import { watchFileSystem } from "../../src/modules/inputs/watch-file-system.js";
import { createFolder } from "../helpers/create-folder.js";
import { failureOf, migratorError } from "./migrate-once.js";
import { createExampleProject, environmentOf } from "./example-project.js";
import { knexLibrary } from "./knex-library.js";
import { runScript } from "../helpers/run-script.js";

describe("a migrator in code", () => {
  const source = knex(() => undefined as never);
  const resolve = (config: object): unknown =>
    resolveConfig(config as never, { directory: "/app", file: "/app/picklejar.config.js" });

  test.each<[claim: string, run: () => unknown, message: RegExp]>([
    [
      "has no options of picklejar's own runner",
      () => resolve({ migrations: source, order: "name" }),
      /order belongs to picklejar's own runner and does nothing beside Knex: remove it/,
    ],
    ["stands alone", () => resolve({ migrations: source, migrate: () => 1 }), /migrations and migrate exclude each other/],
    [
      "needs a version in a call",
      () => resolveConfig({ migrations: source }, { directory: "/app", file: undefined }),
      /migrations holds functions given in code.*version/,
    ],
    [
      "is none without its helper",
      () => resolve({ migrations: Knex({ client: "better-sqlite3", useNullAsDefault: true }) }),
      /A migrator in code goes through its helper, for example import \{ knex \} from "@picklejar\/core\/migrators"/,
    ],
    [
      "is nothing for a MigrationRunner",
      () => new MigrationRunner({ migrations: source as never }),
      /is a migrator of Knex, which the application runs by itself: call it/,
    ],
  ])("%s", (_claim, run, message) => {
    expect(run).toThrow(message);
  });
});

test("a migrator in code has the folder that its instance names listed, though the library looked at it before", async () => {
  const directory = createFolder({ "1_a.js": "" });
  const listed: string[] = [];
  const stop = watchFileSystem((path, access) => access === "list" && listed.push(path));
  // An instance that has all that it needs in memory.
  const instance = {
    client: { config: { migrations: { directory } } },
    migrate: { latest: async () => Promise.resolve(), list: async () => Promise.resolve([["1_a.js"], []]) },
    raw: async () => Promise.resolve(undefined),
    destroy: async () => Promise.resolve(),
  };
  // It makes no file, which is an error at the end.
  expect(await failureOf(knex(() => instance))).toMatchObject(migratorError(/nothing is in the file/));
  stop();
  expect(listed).toContain(directory);
});

test("a migrator in code serves a call, several databases, a file that is behind, and a run without templates", async () => {
  const project = createExampleProject(knexLibrary);
  const script = project.write(
    "calls.mjs",
    `import { initTestDb, skipWhenInitialized } from "@picklejar/core";
     import { knex } from "@picklejar/core/migrators";
     import { make, migrate } from "./app.mjs";
     import { rename } from "node:fs/promises";

     const migrations = knex(({ path }) => make(path));
     const show = async (database) => {
       const names = database.open().prepare("SELECT group_concat(name) FROM knex_migrations").pluck().get();
       console.log(database.origin, names);
       await database.dispose().catch(({ code }) => console.log(code));
     };
     const first = await initTestDb({ migrations, version: "1" });
     console.log(await skipWhenInitialized(first.path, () => migrate(first.path)));
     await show(first);
     await show(await initTestDb({ config: { databases: { audit: { migrations, version: "1" } } }, database: "audit" }));
     await rename("second.js", "migrations/2_second.js");
     await migrate("left.db");
     await rename("third.js", "migrations/3_third.js");
     await show(await initTestDb("left.db"));
     process.env.PICKLEJAR_TEMPLATE = "off";
     await show(await initTestDb());
     await rename("broken.js", "migrations/4_broken.js");
     await initTestDb({ migrations, version: "2" }).catch(({ code, migration, cause }) => console.log(code, migration, cause.code));`,
  );
  for (const [index, name] of ["second", "third"].entries()) project.write(`${name}.js`, knexLibrary.migration(index, name));
  project.write("broken.js", "export const up = (knex) => knex.raw('nonsense'); export const down = () => undefined;");
  const ending = await runScript(script, { cwd: project.directory, env: environmentOf(project) });
  const [first, all] = [knexLibrary.nameOf(1), `2_second.js,3_third.js`];
  expect(ending).toHaveEnded({
    code: 0,
    stdout: `cached\ncreated ${first}\ncreated ${first}\nupgraded ${first},${all}\nDATABASE_NOT_OURS\ncreated ${first},${all}\nMIGRATOR_FAILED 4_broken.js SQLITE_ERROR\n`,
  });
});

test("a failure of a migrator in a configuration file has its class and its fields", async () => {
  const project = createExampleProject(knexLibrary);
  project.write(
    "migrations/4_broken.js",
    "export const up = (knex) => knex.raw('nonsense'); export const down = () => undefined;",
  );
  const script = project.write(
    "fails.mjs",
    `import { initTestDb, MigratorError } from "@picklejar/core";
     await initTestDb().catch((error) => console.log(error instanceof MigratorError, error.code, error.migration, error.cause.code));`,
  );
  const ending = await runScript(script, { cwd: project.directory, env: environmentOf(project) });
  expect(ending).toHaveEnded({ code: 0, stderr: "", stdout: "true MIGRATOR_FAILED 4_broken.js SQLITE_ERROR\n" });
});
