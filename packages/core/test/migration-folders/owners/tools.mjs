import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { migrate } from "drizzle-orm/better-sqlite3/migrator";
import Postgrator from "postgrator";

import { runStep } from "../run-step.mjs";

/** Tools that npm carries: each makes the database at a path from the migrations in a folder. */
export const TOOLS = { drizzle: runDrizzle, prisma: runPrisma, dbmate: runDbmate, postgrator: runPostgrator };

export function listDrizzle(directory) {
  return JSON.parse(readFileSync(join(directory, "meta/_journal.json"), "utf8")).entries.map(({ tag }) => ({
    name: `${tag}.sql`,
  }));
}

function runDrizzle(path, directory) {
  return withDatabase(path, (database) => migrate(drizzle(database), { migrationsFolder: directory }));
}

async function runPrisma(path, directory) {
  const engine = fileURLToPath(new URL("../../fixtures/prisma-engine.mjs", import.meta.url));
  const { stdout } = await runStep(process.execPath, [engine, path, directory, "deploy"]);
  const { error } = JSON.parse(stdout);
  if (error !== undefined) throw new Error(error);
}

async function runDbmate(path, directory) {
  const { resolveBinary } = createRequire(import.meta.url)("dbmate");
  await runStep(resolveBinary(), ["--url", `sqlite:${path}`, "--migrations-dir", directory, "--no-dump-schema", "up"]);
}

function runPostgrator(path, directory) {
  return withDatabase(path, async (database) => {
    const execQuery = async (sql) => {
      try {
        return { rows: database.prepare(sql).all() };
      } catch {
        database.exec(sql);
        return { rows: [] };
      }
    };
    const execSqlScript = async (sql) => database.exec(sql);
    await new Postgrator({ driver: "sqlite3", migrationPattern: join(directory, "*"), execQuery, execSqlScript }).migrate();
  });
}

async function withDatabase(path, use) {
  const database = new Database(path);
  try {
    await use(database);
  } finally {
    database.close();
  }
}
