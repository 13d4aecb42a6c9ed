import { readFileSync } from "node:fs";
import { prepareTestDatabases } from "@picklejar/core/integration";
import Database from "better-sqlite3";

import { Child } from "./child.mjs";
import { pickDeed, pickLastDeed } from "./file-deeds.mjs";
import { Program } from "./programs.mjs";
import { pythonPath } from "./python.mjs";
import { pickStatement } from "./statements.mjs";

/** More leftovers than a suite has, and fewer than there are descriptors. */
const MAX_LEFT_OPEN = 12;
const MAX_RETAINED = 4;

const MIGRATION = `CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); CREATE TABLE other (a, b); CREATE INDEX bodies ON notes(body);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO notes (body) SELECT hex(zeroblob(200)) || i FROM n`;

/** Scenarios of random operations, one after the other, on databases of one strategy. */
export class RandomSuite {
  #strategy;
  #random;
  #source;
  #bytes;
  #seen;
  #templates = 0;
  #child = new Child();
  /** Connections that scenarios left open; later ones go on to use them. */
  #leftOpen = [];
  /** What earlier scenarios kept of their databases, descriptors and programs; and what the current one keeps. */
  #kept = [];
  #keptNow = [];
  figures = {
    operations: 0,
    failed: 0,
    deeds: 0,
    programs: 0,
    leftOpen: 0,
    late: 0,
    kills: 0,
    bypassed: 0,
    dirty: {},
    fallbacks: 0,
  };

  /** @param {string} strategy as in a configuration, `auto` with a template that is large; `copy-delete`: with a rollback journal */
  constructor(strategy, random) {
    this.#strategy = strategy;
    this.#random = random;
  }

  async run(scenarios) {
    await this.#prepare();
    try {
      for (let scenario = 1; scenario <= scenarios && this.figures.difference === undefined; scenario++)
        await this.#play(scenario);
    } finally {
      for (const connection of this.#leftOpen) connection.close();
      for (const kept of [...this.#kept, ...this.#keptNow]) kept.end();
      await this.#child.kill();
      this.#noteSpoilt();
    }
    return this.figures;
  }

  /** A template of its own each time, so that a strategy that gave up is not what is tested from then on. */
  async #prepare() {
    const strategy = this.#strategy === "copy-delete" ? "copy" : this.#strategy;
    this.#source = await prepareTestDatabases({
      strategy,
      version: `${this.#strategy} ${++this.#templates}`,
      migrations: [{ name: "001_notes", up: this.#strategy === "auto" ? MIGRATION + LARGE : MIGRATION }],
      connection: this.#strategy === "copy-delete" ? doNotWait : useLog,
    });
    this.#bytes = readFileSync(this.#source.template.path);
    this.#seen = this.#strategy === "memory" ? withoutLog(this.#bytes) : this.#bytes;
  }

  async #play(scenario) {
    const databases = [await this.#source.create("random")];
    if (this.#random.chance(0.1)) databases.push(await this.#source.create());
    for (const database of databases) this.#compare(database, scenario, "at first");
    // Leftovers of earlier scenarios go on, and must not be felt.
    if (this.#random.chance(0.2)) {
      await this.#actLate();
      for (const database of databases) this.#compare(database, scenario, "while earlier ones went on");
    }
    const random = this.#random;
    const count = random.chance(0.1) ? 0 : random.integer(1, 12);
    const connections = [];
    for (let operation = 0; operation < count; operation++) await this.#act(random.pick(databases), connections);
    this.#leave(connections);
    if (this.#strategy !== "memory" && random.chance(0.03) && !this.#isOpenAnywhere(connections, databases[0]))
      this.#attempt(() => this.#doDeed(pickLastDeed(random), databases[0].path));
    for (const database of databases) await this.#dispose(database);
    this.#kept.push(...this.#keptNow.splice(0));
    const { strategy, configured } = this.#source.strategy;
    if (strategy !== (configured === "auto" ? "overlay" : configured)) {
      this.figures.fallbacks++;
      this.#noteSpoilt();
      await this.#prepare();
    }
  }

  async #act(database, connections) {
    this.figures.operations++;
    const random = this.#random;
    if (this.#strategy === "memory") return this.#attempt(() => database.open().exec(pickStatement(random)));
    if (random.chance(0.03)) return this.#attempt(() => this.#doDeed(pickDeed(random), database.path));
    if (pythonPath !== undefined && random.chance(0.003)) {
      this.figures.programs++;
      this.#keptNow.push(await startProgram(database.path, random));
      return;
    }
    if (random.chance(0.15)) return this.#actInChild(database.path);
    if (connections.length === 0 || random.chance(0.15)) {
      this.#attempt(() => connections.push(random.chance(0.3) ? database.open() : new Database(database.path, { timeout: 0 })));
      return;
    }
    const connection = random.pick(connections);
    if (random.chance(0.1)) connection.close();
    else this.#attempt(() => connection.exec(pickStatement(random)));
  }

  async #actInChild(path) {
    const random = this.#random;
    if (random.chance(0.01)) {
      this.figures.kills++;
      this.#child.begin("exec", pickStatement(random));
      await this.#child.kill();
      this.#child = new Child();
    }
    if (this.#child.path !== path && random.chance(0.5)) await this.#child.open(path);
    const problem = await this.#child.do("exec", pickStatement(random));
    if (problem !== undefined) this.figures.failed++;
    if (random.chance(0.3)) await this.#child.do("close");
  }

  #doDeed(deed, path) {
    this.figures.deeds++;
    const kept = deed(path);
    if (typeof kept?.end === "function") this.#keptNow.push(kept);
  }

  async #actLate() {
    for (const kept of this.#kept) {
      try {
        await kept.late();
      } catch {
        // What it was kept of is gone.
      }
    }
    while (this.#kept.length > MAX_RETAINED || (this.#kept.length > 0 && this.#random.chance(0.3))) this.#kept.shift().end();
    for (const connection of this.#leftOpen) {
      this.figures.late++;
      this.#attempt(() => connection.exec(pickStatement(this.#random)));
    }
    // What a child wrote by a log of its own reaches the file with a checkpoint.
    await this.#child.do("exec", pickStatement(this.#random));
    await this.#child.do("exec", this.#random.chance(0.5) ? "PRAGMA wal_checkpoint(TRUNCATE)" : pickStatement(this.#random));
    while (this.#leftOpen.length > MAX_LEFT_OPEN || (this.#leftOpen.length > 0 && this.#random.chance(0.5))) {
      this.#leftOpen.shift().close();
    }
  }

  /** Most are closed, as they should be. */
  #leave(connections) {
    for (const connection of connections) {
      if (!this.#random.chance(0.03)) connection.close();
      else if (connection.open) {
        this.figures.leftOpen++;
        this.#leftOpen.push(connection);
      }
    }
    // The child is not told, now and then: then it keeps the database of this scenario.
    if (this.#random.chance(0.9)) this.#child.begin("close");
  }

  #isOpenAnywhere(connections, database) {
    return connections.some(({ open }) => open) || this.#child.path === database.path || this.#keptNow.length > 0;
  }

  async #dispose(database) {
    // A child that was told to close does so a moment later, as a server does.
    await this.#child.settled();
    try {
      await database.dispose();
    } catch (error) {
      // The scenario's own failure, for what it did past SQLite.
      if (error.code !== "OVERLAY_BYPASSED") throw error;
      this.figures.bypassed++;
    }
  }

  #compare(database, scenario, when) {
    const difference = this.#findDifference(database);
    if (difference !== undefined) this.figures.difference ??= `scenario ${scenario}, ${when}: ${difference}`;
  }

  #findDifference(database) {
    if (this.#strategy === "memory") return database.open().serialize().equals(this.#seen) ? undefined : "another content";
    // By SQLite as a rule: reading the file by other means drops the locks that this process has on it.
    if (this.#random.chance(0.2) && !readFileSync(database.path).equals(this.#bytes)) return "another file";
    const connection = new Database(database.path, { timeout: 0 });
    try {
      return connection.serialize().equals(this.#seen) ? undefined : "another content";
    } finally {
      connection.close();
    }
  }

  #attempt(act) {
    try {
      act();
    } catch {
      this.figures.failed++;
    }
  }

  #noteSpoilt() {
    for (const { reason } of this.#source.strategy.dirtyBaseFiles) {
      this.figures.dirty[reason] = (this.figures.dirty[reason] ?? 0) + 1;
    }
  }
}

/** Enough for `auto` to take an overlay. */
const LARGE = `; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500) INSERT INTO other SELECT i, zeroblob(1000) FROM n`;

async function startProgram(path, random) {
  const program = await Program.start(path, random);
  return { late: () => program.act(), end: () => program.end() };
}

/** Who waits for what is busy, waits for all that a scenario left open. */
function doNotWait(database) {
  database.pragma("busy_timeout = 0");
}

function useLog(database) {
  doNotWait(database);
  database.pragma("journal_mode = WAL");
}

/** As a database in memory has it: there is no log. */
function withoutLog(bytes) {
  const changed = Buffer.from(bytes);
  changed.fill(1, 18, 20);
  return changed;
}
