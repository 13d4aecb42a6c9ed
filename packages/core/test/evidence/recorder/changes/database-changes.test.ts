import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { DatabaseChanges, type DatabaseChangesOptions } from "../../../../src/evidence/recorder/changes/database-changes.js";
import type { Mark, StateHistory } from "../../../../src/evidence/recorder/state-history.js";
import { Script } from "../helpers/record-steps.js";

const SHOP = "CREATE TABLE orders (id INTEGER PRIMARY KEY, status); INSERT INTO orders VALUES (1, 'open')";

describe("DatabaseChanges", () => {
  test("counts from the beginning of the test, of the first When step, or of the step that is running", () => {
    const { script, changes } = begin();
    script.step({ commits: ["INSERT INTO orders VALUES (2, 'open')"] });
    changes.noteMark("when", lastMark(script));
    script.step({ commits: ["INSERT INTO orders VALUES (3, 'open')"] });
    changes.noteMark("step", lastMark(script));
    script.step({ commits: ["UPDATE orders SET status = 'paid' WHERE id = 3"] });
    expect(changes.read()["orders"]?.added).toHaveLength(2);
    expect(changes.read({ since: "start" })["orders"]?.added).toHaveLength(2);
    expect(changes.read({ since: "when" })).toEqual({ orders: { added: [{ id: 3, status: "paid" }] } });
    expect(changes.read({ since: "step" })).toEqual({
      orders: { changed: [{ key: { id: 3 }, before: { status: "open" }, after: { status: "paid" } }] },
    });
  });

  test("leaves no file behind", () => {
    const { script, changes } = begin();
    script.step({ commits: ["DELETE FROM orders"] });
    changes.read();
    expect(() => changes.read({ tables: ["gone"] })).toThrow(RangeError);
    expect(readdirSync(directory)).toEqual([]);
  });

  test("refuses to count from where it does not know", () => {
    const { changes } = begin();
    expect(() => changes.read({ since: "when" })).toThrow(
      expect.objectContaining({ code: "CHANGES_UNAVAILABLE", reason: 'it was not recorded where since: "when" begins' }),
    );
    expect(() => changes.read({ since: "then" })).toThrow(
      new RangeError(`changes(): since: expected "start", "when", "step" or the name of a mark, got 'then'`),
    );
  });

  test("says why where there are no states, and where a state is not known", () => {
    const none = createChanges({ unavailable: "PICKLEJAR_RECORD is off" });
    expect(() => none.read()).toThrow(
      'What changed in database "default" is not known: PICKLEJAR_RECORD is off. Ask the database itself, with a query.',
    );
    const { changes } = begin("the file was replaced");
    expect(() => changes.read()).toThrow(expect.objectContaining({ reason: "the file was replaced" }));
  });

  describe("of a database in memory", () => {
    test("compares it with what its connection began with", () => {
      const { connection, changes } = beginInMemory();
      expect(changes.read()).toEqual({});
      connection.exec("UPDATE orders SET status = 'paid'; CREATE TABLE extra (v)");
      expect(changes.read({ since: "start" })).toEqual({
        orders: { changed: [{ key: { id: 1 }, before: { status: "open" }, after: { status: "paid" } }] },
      });
    });

    test("knows no changes before it is opened", () => {
      const start = new Database(":memory:");
      start.exec(SHOP);
      expect(createChanges({ connection: () => undefined, start: () => start.serialize() }).read()).toEqual({});
    });

    test("refuses to say what is committed while a transaction is open", () => {
      const { connection, changes } = beginInMemory();
      connection.exec("BEGIN; DELETE FROM orders");
      expect(() => changes.read()).toThrow(
        expect.objectContaining({ reason: "a transaction is open, and only what is committed counts" }),
      );
      connection.exec("ROLLBACK");
      expect(changes.read()).toEqual({});
    });

    test("counts from the beginning only", () => {
      expect(() => beginInMemory().changes.read({ since: "step" })).toThrow(
        expect.objectContaining({ code: "CHANGES_UNAVAILABLE" }),
      );
    });
  });
});

const scripts: Script[] = [];
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "picklejar-changes-"));
});

afterEach(() => {
  for (const script of scripts.splice(0)) script[Symbol.dispose]();
  rmSync(directory, { recursive: true });
});

function createChanges(states: DatabaseChangesOptions["states"]): DatabaseChanges {
  let count = 0;
  return new DatabaseChanges({
    database: "default",
    configuration: undefined,
    states,
    createDirectoryPath: () => join(directory, String(count++)),
  });
}

/** @param problem of the state that is asked for */
function begin(problem?: string) {
  const script = new Script(SHOP);
  scripts.push(script);
  const history: StateHistory = {
    mark: () => ({ ...lastMark(script), ...(problem === undefined ? {} : { problem }) }),
    openStates: (path) => {
      expect(existsSync(path)).toBe(true);
      return script.openStates();
    },
    dispose: () => undefined,
  };
  return { script, changes: createChanges(history) };
}

function beginInMemory() {
  const start = new Database(":memory:");
  start.exec(SHOP);
  const content = start.serialize();
  start.close();
  const connection = new Database(Buffer.from(content));
  return { connection, changes: createChanges({ connection: () => connection, start: () => content }) };
}

function lastMark({ states }: Script): Mark {
  const mark = states.at(-1)?.mark;
  if (mark === undefined) throw new Error("the last state has a mark");
  return mark;
}
