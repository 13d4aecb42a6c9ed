import { constants, copyFileSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

import { initTestDb, type DatabaseConfig, type Strategy } from "@picklejar/core";

import type { Contender } from "../measure-in-turns.js";

/** What a scenario does with its database, which is not timed. */
export type DatabaseUse = "untouched" | "written";

/** What makes and removes databases in the way that a strategy does; gives its time without what the scenario does. */
export function createAndDispose(config: DatabaseConfig, use: DatabaseUse): Pick<Contender, "run" | "isAsync"> {
  return {
    isAsync: true,
    run: async () => {
      const startMs = performance.now();
      const database = await initTestDb(config);
      const usedMs = timeUse(database.path, use);
      await database.dispose();
      return performance.now() - startMs - usedMs;
    },
  };
}

/** The same as people do it by hand, in an absolute folder. */
export function copyAndUnlink(
  templatePath: string,
  folder: string,
  use: DatabaseUse,
  mode: number = 0,
): Pick<Contender, "run" | "isAsync"> {
  let count = 0;
  return {
    isAsync: true,
    run: () => {
      const path = join(folder, `by-hand-${++count}.db`);
      const startMs = performance.now();
      copyFileSync(templatePath, path, mode);
      const usedMs = timeUse(path, use);
      unlinkSync(path);
      return performance.now() - startMs - usedMs;
    },
  };
}

/** `copyFileSync` by someone who knows ext4; see the README. */
export const EXCLUSIVELY = constants.COPYFILE_EXCL;

/**
 * A configuration given in code, in WAL mode.
 *
 * @param use another one has databases of its own: what a scenario wrote is made undone for the next one, which must not be another's
 */
export function strategyConfiguration(migrations: string, strategy: Strategy, use: DatabaseUse = "written"): DatabaseConfig {
  return {
    migrations,
    strategy,
    version: "1",
    connection: (database) => void database.pragma("journal_mode = WAL"),
    testDatabases: [`${use}/*.db`],
  };
}

/** As an application does it: its own connection, a commit, closed again; then there is one file, as there was before. */
function timeUse(path: string, use: DatabaseUse): number {
  if (use === "untouched") return 0;
  const startMs = performance.now();
  const database = new Database(path);
  database.exec("INSERT INTO audit_log (source, row_id, action, at) VALUES ('bench', 1, 'used', '2026-01-01T00:00:00Z')");
  database.close();
  return performance.now() - startMs;
}
