import { describe, expect, test } from "vitest";

import { createProject } from "../helpers/create-project.js";
import { createStorage, listParent, startModule } from "../helpers/start-module.js";

/** What a process has after a run that it does not have before its first one, but for the modules that it loaded. */
interface Remains {
  readonly runs: number;
  readonly entries: readonly string[];
  readonly descriptors: readonly string[];
  readonly descriptorCount: number;
  readonly listeners: readonly number[];
  readonly variable: string | null;
}

describe("Run.end", () => {
  test(
    "leaves nothing of a run in the process: no state, no descriptor, no listener, no variable",
    { tags: "long" },
    async () => {
      const storage = createStorage();
      const module = startModule(storage, CODE, {
        environment: { PROJECT: createProject().directory, OVERFLOW: createStorage() },
      });
      const before = await module.heard<number[]>();
      const remains = [await module.heard<Remains>(), await module.heard<Remains>()];
      for (const left of remains) {
        expect(left).toEqual({
          runs: 0,
          entries: [],
          descriptors: [],
          descriptorCount: remains[0]?.descriptorCount,
          listeners: before,
          variable: null,
        });
      }
      expect(await module.ended).toMatchObject({ code: 0, signal: null });
      expect(listParent(storage)).toEqual([]);
    },
  );
});

const built = (name: string) => JSON.stringify(new URL(`../../dist/${name}.js`, import.meta.url).href);

/** Does in each run what hangs something into it, and leaves undone what only a test could undo. */
const CODE = `
  import { queryObjects } from "node:v8";
  import { initTestDb, MigrationRunner } from ${built("index")};
  import { RetainedDatabases } from ${built("integration")};
  import { OverflowDirectory } from ${built("runs/overflow-directory")};
  import { beginSuiteRun, endSuiteRun } from ${built("runs/suite-run")};

  const { PROJECT, OVERFLOW } = process.env;
  process.chdir(PROJECT);
  const connection = (database) => { if (!database.memory) database.pragma("journal_mode = WAL"); };
  const config = { migrations: "db", connection, version: "1" };
  const listenerCounts = () => ["exit", "SIGINT", "SIGTERM", "SIGHUP", "removeListener"].map((name) => process.listenerCount(name));

  async function play() {
    const run = beginSuiteRun();
    const path = PROJECT + "/app.db";
    const origins = [(await initTestDb(path, config)).origin, (await initTestDb(path, config)).origin];
    if (origins[1] !== "cached") throw new Error("not known: " + origins);
    await new MigrationRunner({ migrations: config.migrations, connection }).initOrUpgrade(path);
    const overlay = await initTestDb({ ...config, strategy: "overlay" });
    overlay.open().exec("INSERT INTO users (email) VALUES ('ann')");
    await new RetainedDatabases({ run, projectDirectory: PROJECT, most: 1 }).retain(overlay, { uri: "a", feature: "a", name: "a", line: 1, attempt: 1 });
    await overlay.dispose();
    await initTestDb({ ...config, strategy: "copy" });
    (await initTestDb(":memory:", config)).open().close();
    fs.mkdirSync(run.own(OverflowDirectory, run).ensure(OVERFLOW).createDatabaseDirectoryPath());
    endSuiteRun();
    return run.nonce;
  }

  function remainsOf(nonce) {
    const descriptors = process.platform !== "linux" ? [] : fs.readdirSync("/proc/self/fd").flatMap((name) => {
      try { return [fs.readlinkSync("/proc/self/fd/" + name)]; } catch { return []; }
    });
    return {
      runs: queryObjects(Run),
      entries: [Map, Set, Array].flatMap((type) => queryObjects(type, { format: "summary" })).filter((text) => text.includes(nonce) || text.includes("app.db")),
      descriptors: descriptors.filter((target) => target.includes(nonce) || target.includes(OVERFLOW) || target.includes(PROJECT)),
      descriptorCount: descriptors.length,
      listeners: listenerCounts(),
      variable: process.env.PICKLEJAR_RUN ?? null,
    };
  }

  // What a run loads stays loaded: tmp has a listener of its own. Node opens /dev/null with the first stream, for good.
  process.stderr.write("");
  beginSuiteRun(); endSuiteRun();
  say(listenerCounts());
  for (const _ of [1, 2]) {
    const nonce = await play();
    await sleep(0);
    say(remainsOf(nonce));
  }`;
