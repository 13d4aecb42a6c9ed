import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { prepareTestDatabases } from "@picklejar/core/integration";
import Database from "better-sqlite3";

import { createStateHistory } from "../../../dist/evidence/recorder/states/create-state-history.js";
import { Child } from "../child.mjs";
import { dump, dumpAt } from "./dump.mjs";
import { pickLongWrite, pickWrite } from "./writes.mjs";

const MIGRATION = `CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); CREATE TABLE other (a, b); CREATE INDEX bodies ON notes(body);
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO notes (body) SELECT hex(zeroblob(200)) || i FROM n`;

/** The cache is small enough that transactions spill. */
const SET_UP = "PRAGMA cache_size = 4; PRAGMA busy_timeout = 0";

/** Scenarios of random writers on databases of one kind: `overlay`, `copy-wal` or `copy-journal`. */
export class StateSuite {
  #kind;
  #random;
  #source;
  #child = new Child();
  figures = { steps: 0, moments: 0, compared: 0, unknown: 0, open: 0, kills: 0, failed: 0, problems: {} };

  constructor(kind, random) {
    this.#kind = kind;
    this.#random = random;
  }

  async run(scenarios) {
    const isOverlay = this.#kind === "overlay";
    this.#source = await prepareTestDatabases({
      strategy: isOverlay ? "overlay" : "copy",
      version: this.#kind,
      migrations: [{ name: "001_notes", up: MIGRATION }],
      connection: this.#kind === "copy-journal" ? undefined : useWal,
    });
    try {
      for (let scenario = 1; scenario <= scenarios && this.figures.difference === undefined; scenario++)
        await this.#play(scenario);
    } finally {
      await this.#child.kill();
    }
    const { strategy, dirtyCount } = this.#source.strategy;
    if (isOverlay && (strategy !== "overlay" || dirtyCount > 0)) {
      this.figures.difference ??= `the overlay became dirty ${dirtyCount} times`;
    }
    return this.figures;
  }

  async #play(scenario) {
    const database = await this.#source.create("random");
    const { history } = createStateHistory(database);
    const play = { database, connections: [], expected: dumpAt(database.path) };
    const marks = [{ mark: { index: 0 }, expected: play.expected }];
    const steps = this.#random.integer(2, 8);
    try {
      for (let step = 1; step <= steps; step++) {
        this.figures.steps++;
        for (let left = this.#random.integer(0, 5); left > 0; left--) {
          await this.#act(play);
          // The last one is looked at by the mark first.
          if (left > 1) this.#expect(play);
        }
        const mark = history.mark();
        this.#expect(play);
        marks.push({ mark, expected: play.expected });
        if (mark.hasOpenTransaction) this.figures.open++;
      }
      this.#attemptToCompare(scenario, history, marks);
    } finally {
      for (const connection of play.connections) connection.close();
      await this.#child.do("close");
      history.dispose();
      await database.dispose();
    }
  }

  /** What somebody sees who opens the database now: while a transaction keeps others out, what they saw before. */
  #expect(play) {
    const exclusive = play.connections.find(
      (connection) =>
        connection.open && !connection.inTransaction && connection.pragma("locking_mode", { simple: true }) === "exclusive",
    );
    try {
      play.expected = exclusive === undefined ? dumpAt(play.database.path) : dump(exclusive);
    } catch (error) {
      if (!/^SQLITE_(BUSY|LOCKED)/.test(error.code)) play.expected = undefined;
      // A connection may have committed meanwhile that keeps everybody out between its transactions.
      else if (this.#mayBeExclusive(play)) play.expected = undefined;
    }
  }

  #mayBeExclusive({ connections }) {
    return (
      this.#childIsExclusive ||
      connections.some((connection) => connection.pragma("locking_mode", { simple: true }) === "exclusive")
    );
  }

  #childIsExclusive = false;

  async #act(play) {
    const random = this.#random;
    const { database, connections } = play;
    const what = random.next();
    if (connections.length === 0 || what < 0.1) {
      this.#attempt(() => {
        connections.push(random.chance(0.5) ? database.open() : new Database(database.path, { timeout: 0 }));
        connections.at(-1).exec(this.#setUp());
      });
    } else if (what < 0.16) {
      const [connection] = connections.splice(random.integer(0, connections.length - 1), 1);
      connection.close();
    } else if (what < 0.34) await this.#haveChildWrite(play);
    else if (what < 0.37) await this.#killChild(play);
    else this.#attempt(() => random.pick(connections).exec(pickWrite(this.#kind, random)));
  }

  #setUp() {
    return `${SET_UP}; PRAGMA synchronous = ${this.#random.pick(["OFF", "OFF", "NORMAL", "FULL"])}`;
  }

  async #haveChildWrite({ database }) {
    if (this.#child.path !== database.path) {
      await this.#child.open(database.path);
      await this.#child.do("exec", this.#setUp());
      this.#childIsExclusive = false;
    }
    const write = pickWrite(this.#kind, this.#random);
    if (write.includes("EXCLUSIVE") && write.includes("locking_mode")) this.#childIsExclusive = true;
    if (this.#random.chance(0.1)) await this.#child.do("close");
    else if ((await this.#child.do("exec", write)) !== undefined) this.figures.failed++;
  }

  async #killChild({ database }) {
    if (this.#child.path !== database.path) await this.#child.open(database.path);
    await this.#child.do("exec", this.#setUp());
    this.#child.begin("exec", pickLongWrite(this.#random));
    await sleep(this.#random.integer(0, 40));
    await this.#child.kill();
    this.#child = new Child();
    this.#childIsExclusive = false;
    this.figures.kills++;
  }

  /** Only of a transaction without a journal nobody can tell what it wrote. */
  #noteProblem(scenario, problem) {
    if (problem === undefined) return;
    this.figures.problems[problem] = (this.figures.problems[problem] ?? 0) + 1;
    if (this.#kind === "overlay" || !problem.includes("without a journal")) this.#differ(scenario, problem);
  }

  #attemptToCompare(scenario, history, marks) {
    try {
      this.#compare(scenario, history, marks);
    } catch (error) {
      this.#differ(scenario, error.stack);
    }
  }

  #compare(scenario, history, marks) {
    const directory = join(process.cwd(), `scratch-${scenario}`);
    mkdirSync(directory);
    const reader = history.openStates(directory);
    try {
      this.figures.moments += reader.moments.length;
      for (const { mark } of reader.moments) this.#noteProblem(scenario, mark?.problem);
      const known = [...reader.moments.entries()].filter(([, { mark }]) => mark?.problem === undefined).map(([index]) => index);
      // In an order of their own: a state is put together from whichever was there before.
      for (const moment of known.toSorted(() => this.#random.next() - 0.5)) {
        const file = this.#random.pick(["one", "other"]);
        const found = dumpAt(reader.place(moment, file), { readonly: true });
        const index = reader.moments[moment].mark?.index;
        const expected = index === undefined ? undefined : marks[index].expected;
        if (index !== undefined) this.figures[expected === undefined ? "unknown" : "compared"]++;
        if (expected !== undefined && expected !== found)
          this.#differ(scenario, `mark ${index}: ${found} instead of ${expected}`);
      }
      this.#comparePages(scenario, reader, known);
      this.#compareWritten(scenario, reader, known, directory);
    } finally {
      reader.close();
      rmSync(directory, { recursive: true });
    }
  }

  #comparePages(scenario, reader, known) {
    const [from, to] = [this.#random.pick(known), this.#random.pick(known)];
    const [before, after] = [readFileSync(reader.place(from, "one")), readFileSync(reader.place(to, "other"))];
    const pageBytes = after.readUInt16BE(16);
    const said = new Set(reader.changedPages(from, to));
    // Pages of another size are others.
    if (before.readUInt16BE(16) !== pageBytes) return;
    for (let at = 0; at < Math.max(before.length, after.length); at += pageBytes) {
      const isSame = before.subarray(at, at + pageBytes).equals(after.subarray(at, at + pageBytes));
      if (!isSame && !said.has(at / pageBytes + 1)) this.#differ(scenario, `page ${at / pageBytes + 1} of ${from} and ${to}`);
    }
  }

  #compareWritten(scenario, reader, known, directory) {
    const moment = this.#random.pick(known);
    const path = join(directory, "written.db");
    reader.write(moment, path);
    const placed = dumpAt(reader.place(moment, "one"), { readonly: true });
    const written = dumpAt(path);
    if (written !== placed) this.#differ(scenario, `written ${moment}: ${written} instead of ${placed}`);
  }

  #differ(scenario, difference) {
    this.figures.difference ??= `scenario ${scenario}: ${difference}`;
  }

  #attempt(act) {
    try {
      act();
    } catch {
      this.figures.failed++;
    }
  }
}

function useWal(database) {
  database.pragma("journal_mode = WAL");
}
