import { rmSync } from "node:fs";
import { join } from "node:path";

import { MigrationRunner } from "@picklejar/core";
import { prepareTestDatabases } from "@picklejar/core/integration";

import { compare } from "../compare.js";
import type { FigureTask } from "../figure-task.js";
import { measureInTurns } from "../measure-in-turns.js";
import { migrateWithPlainUmzug } from "../plain-umzug.js";
import { createProject } from "../project.js";
import { fileSystemOf } from "../storage.js";

/** Building a template, against migrating a file on the same disk in the ordinary way. Everything is loaded beforehand. */
export const measureBuildTemplate: FigureTask = async ({ workDirectory, isQuick }) => {
  const { directory, migrationsDirectory } = createProject(join(workDirectory, "project"), 200);
  process.chdir(directory);
  const path = join(directory, "ordinary.db");
  const runner = new MigrationRunner({ migrations: migrationsDirectory });
  const build = createBuild();
  const after = (): void => rmSync(path);
  const measurements = await measureInTurns(
    [
      { name: "build the template", run: build.run, after: build.after, isAsync: true, iterations: 1 },
      { name: "MigrationRunner.up", run: async () => void (await runner.up(path)), after, isAsync: true, iterations: 1 },
      { name: "plain umzug", run: () => migrateWithPlainUmzug(path, migrationsDirectory), after, isAsync: true, iterations: 1 },
    ],
    { rounds: isQuick ? 3 : 12 },
  );
  const title = `200 migrations, ${build.sizeMegabytes().toFixed(2)} MB, ${fileSystemOf(directory)}`;
  const bar = { kind: "times-faster", value: 10 } as const;
  return [
    compare(measurements, { title, ours: "build the template", reference: "MigrationRunner.up", bar }),
    compare(measurements, { title, ours: "build the template", reference: "plain umzug", bar }),
  ];
};

/** Removes the template after each build, so that the next call builds again; fingerprint, lock and sealing are part of it. */
function createBuild(): { run: () => Promise<void>; after: () => void; sizeMegabytes: () => number } {
  let path = "";
  let sizeBytes = 0;
  return {
    run: async () => {
      const { template } = await prepareTestDatabases();
      if (template?.isBuilt !== true) throw new Error("a template should have been built in this measurement");
      ({ path, sizeBytes } = template);
    },
    after: () => {
      rmSync(path);
      rmSync(path.replace(/\.db$/, ".json"));
    },
    sizeMegabytes: () => sizeBytes / 1e6,
  };
}
