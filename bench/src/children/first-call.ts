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
      expectMeasured((await initTestDb(path)).origin === "created");
      return;
    }
    case "init-or-upgrade":
      return expectMeasured((await countMigrations()) === 0);
    case "migrate-runner":
      return expectMeasured((await countMigrations()) > 0);
    case "migrate-umzug": {
      const { migrateWithPlainUmzug } = await import("../plain-umzug.js");
      await migrateWithPlainUmzug(path, migrationsDirectory);
      return;
    }
    default:
      throw new RangeError(`the action must be one of FirstCallAction; got ${JSON.stringify(action)}`);
  }
}

/** How many migrations ran when a missing database was made: none for a copy of the template. */
async function countMigrations(): Promise<number> {
  const { MigrationRunner } = await import("@picklejar/core");
  return (await new MigrationRunner({ migrations: migrationsDirectory }).initOrUpgrade(path)).applied.length;
}

function expectMeasured(isRight: boolean): void {
  if (!isRight) throw new Error(`the process did something else than "${action}"`);
}

/** umzug and better-sqlite3 are CommonJS, however they are loaded. */
function listLoadedPackages(): readonly string[] {
  const files = Object.keys(createRequire(import.meta.url).cache);
  const names = files.map((file) => /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}
