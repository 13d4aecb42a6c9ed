import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "better-sqlite3";
import { expect, test } from "vitest";

import { listRetainedDatabases, pagePathOf, statesPathOf } from "../../../src/evidence/retained/retained-record.js";
import { writeRetainedState } from "../../../src/evidence/retained/states-file.js";
import { sweepRetainedDatabases } from "../../../src/evidence/retained/sweep-retained-databases.js";
import { isWholePage } from "../../../src/evidence/viewer/is-whole-page.js";
import { coreDirectory, createProject, type Project } from "../../helpers/create-project.js";
import { turnOfToday } from "../../../../../test/helpers/of-today.js";
import { runScript, type ScriptResult } from "../../helpers/run-script.js";

/** Each call in a few days. */
const { first, every } = turnOfToday(3);

const PRELOAD = pathToFileURL(join(coreDirectory, "test/fixtures/count-calls.mjs")).href;

test(
  "a process that is killed before any of the calls that retain a test's databases leaves nothing half written, and the next run removes all",
  { tags: "long", timeout: 1_200_000 },
  async () => {
    const whole = createShop();
    const ended = await fail(whole, createStorage(), 0);
    expect(ended).toHaveEnded({ code: 0 });
    const calls = Number(ended.stdout);
    expect(calls).toBeGreaterThan(40);
    expect(findFaults(whole)).toEqual([]);
    expect(listEndings(whole)).toEqual(["db", "db", "html", "html", "json", "json", "json", "states", "states"]);
    const seen = new Set<string>();
    let next = 1 + first;
    // Each has a storage of its own: a process that sweeps the run directory of a killed one holds its lease for a moment.
    const killInTurn = async (): Promise<void> => {
      const storage = createStorage();
      while (next <= calls) {
        const call = next;
        next += every;
        const shop = createShop();
        const { signal } = await fail(shop, storage, call);
        expect({ call, signal }).toEqual({ call, signal: "SIGKILL" });
        expect({ call, faults: findFaults(shop) }).toEqual({ call, faults: [] });
        seen.add(listEndings(shop).join());
        sweepRetainedDatabases(shop.directory);
        expect({ call, left: listEndings(shop) }).toEqual({ call, left: [] });
      }
    };
    await Promise.all([killInTurn(), killInTurn()]);
    // It was killed between any two of the files, too.
    expect(seen.size).toBeGreaterThan(8);
  },
);

function createStorage(): string {
  return mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "storage-"));
}

async function fail(shop: Project, storage: string, killBefore: number): Promise<ScriptResult> {
  return runScript(shop.path("fail-in-steps.mjs"), {
    cwd: shop.directory,
    env: {
      NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --import=${PRELOAD}`,
      PICKLEJAR_DIR: storage,
      PICKLEJAR_RUN: undefined,
      KILL_BEFORE_COUNTED_CALL: String(killBefore),
      PICKLEJAR_FOLDERS: JSON.stringify([join(coreDirectory, "dist"), join(coreDirectory, "bundle")]),
    },
  });
}

function createShop(): Project {
  const project = createProject({ "db/001.sql": "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT);" });
  project.write(
    "picklejar.config.js",
    `export default { databases: { default: { migrations: "db" }, audit: { migrations: "db" } } };`,
  );
  project.write("fail-in-steps.mjs", readFileSync(join(coreDirectory, "test/fixtures/fail-in-steps.mjs"), "utf8"));
  return project;
}

/** What is wrong with the files that have their names. */
function findFaults(shop: Project): readonly string[] {
  const { databases, problems } = listRetainedDatabases(shop.directory);
  const targets = shop.path("states");
  mkdirSync(targets, { recursive: true });
  const faults = [...problems];
  for (const { path, number } of databases) {
    const states = statesPathOf(path);
    const pagePath = pagePathOf(path);
    if (existsSync(pagePath) && !isWholePage(pagePath)) faults.push(`"${pagePath}" is cut`);
    if (existsSync(path) && statusesOf(path) !== "paid,open") faults.push(`"${path}" holds ${statusesOf(path)}`);
    if (existsSync(states)) faults.push(...findStateFaults(states, path, join(targets, `${number}`)));
  }
  return faults;
}

function findStateFaults(states: string, path: string, target: string): readonly string[] {
  const expected = { start: "", 1: "open,open", 2: "paid,open", end: "" };
  return Object.entries(expected).flatMap(([name, statuses]) => {
    const problem = writeRetainedState(states, path, name, `${target}-${name}.db`);
    if (problem !== undefined) return [problem];
    const found = statusesOf(`${target}-${name}.db`);
    return found === statuses ? [] : [`at ${name} it holds ${found}`];
  });
}

function statusesOf(path: string): string {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return database.prepare("SELECT status FROM orders ORDER BY id").pluck().all().join();
  } finally {
    database.close();
  }
}

/** Of all files that runs left in the project's folder. */
function listEndings(shop: Project): readonly string[] {
  const failed = shop.path(".picklejar/failed");
  if (!existsSync(failed)) return existsSync(shop.path(".picklejar")) ? listPrivate(shop.path(".picklejar")) : [];
  const names = readdirSync(failed, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.includes(".", name.indexOf("/")),
  );
  return names.map((name) => name.replace(/^.*\./, "").replace(/^new-.*/, "new")).toSorted();
}

function listPrivate(directory: string): readonly string[] {
  return readdirSync(directory).filter((name) => name.startsWith(".new-"));
}
