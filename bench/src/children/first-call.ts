import { createRequire } from "node:module";

/** What a fresh process does. */
export type FirstCallAction = "init-test-db" | "init-test-db-path" | "init-or-upgrade" | "migrate-runner" | "migrate-umzug";

/** What it says on stdout, as JSON. */
export interface FirstCallResult {
  /** From the first import to the resolved promise. */
  readonly durationMs: number;
  /** CommonJS packages that were loaded meanwhile, by name. */
  readonly loadedPackages: readonly string[];
}

const [action = "", path = "", migrationsDirectory = ""] = process.argv.slice(2);
await main();

async function main(): Promise<void> {
  const startMs = performance.now();
  await act();
  const durationMs = performance.now() - startMs;
  const result: FirstCallResult = { durationMs, loadedPackages: listLoadedPackages() };
  process.stdout.write(JSON.stringify(result));
}

async function act(): Promise<void> {
  switch (action as FirstCallAction) {
    case "init-test-db": {
      const { initTestDb } = await import("@picklejar/core");
      await initTestDb();
      return;
    }
    case "init-test-db-path": {
      const { initTestDb } = await import("@picklejar/core");
      expectOrigin((await initTestDb(path)).origin, "template");
      return;
    }
    case "init-or-upgrade": {
      const { MigrationRunner } = await import("@picklejar/core");
      expectOrigin((await new MigrationRunner({ migrations: migrationsDirectory }).initOrUpgrade(path)).origin, "template");
      return;
    }
    case "migrate-runner": {
      const { MigrationRunner } = await import("@picklejar/core");
      expectOrigin((await new MigrationRunner({ migrations: migrationsDirectory }).initOrUpgrade(path)).origin, "created");
      return;
    }
    case "migrate-umzug": {
      const { migrateWithPlainUmzug } = await import("../plain-umzug.js");
      await migrateWithPlainUmzug(path, migrationsDirectory);
      return;
    }
    default:
      throw new RangeError(`the action must be one of FirstCallAction; got ${JSON.stringify(action)}`);
  }
}

/** A measurement of something else than it says is worth nothing. */
function expectOrigin(actual: string, wanted: string): void {
  if (actual !== wanted) throw new Error(`the origin must be "${wanted}" in this measurement; got "${actual}"`);
}

/** umzug and better-sqlite3 are CommonJS, however they are loaded. */
function listLoadedPackages(): readonly string[] {
  const files = Object.keys(createRequire(import.meta.url).cache);
  const names = files.map((file) => /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}
