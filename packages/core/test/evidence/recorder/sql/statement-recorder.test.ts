import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { StatementRecorder, toStepStatements } from "../../../../src/evidence/recorder/sql/statement-recorder.js";

describe("StatementRecorder", () => {
  test("gives the statements of each step, with ? for values, and counts those that differ in values only", () => {
    const recorder = new StatementRecorder();
    const database = new Database(":memory:", { verbose: recorder.note });
    database.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, password)");
    recorder.takeRaw();
    const insert = database.prepare("INSERT INTO users VALUES (?, ?)");
    for (const id of [1, 2, 3]) insert.run(id, `hunter${id}`);
    database.prepare("SELECT * FROM users WHERE password = 'swordfish'").all();
    expect(toStepStatements(recorder.takeRaw(), true)).toEqual({
      statements: [
        { sql: "INSERT INTO users VALUES (?, ?)", count: 3 },
        { sql: "SELECT * FROM users WHERE password = ?", count: 1 },
      ],
    });
    expect(toStepStatements(recorder.takeRaw(), true)).toEqual({ statements: [] });
    database.close();
  });

  test("gives values where nothing is redacted", () => {
    const raw = { statements: ["SELECT 'a'"], count: 1 };
    expect(toStepStatements(raw, false).statements).toEqual([{ sql: "SELECT 'a'", count: 1 }]);
  });

  test("remembers the first 500 statements of a step, and says how many there were", () => {
    const recorder = new StatementRecorder();
    for (let index = 0; index < 2000; index++) recorder.note(`SELECT ${index}`);
    expect(toStepStatements(recorder.takeRaw(), true)).toEqual({
      statements: [{ sql: "SELECT ?", count: 500 }],
      note: "The first 500 of its 2000 statements are recorded.",
    });
  });

  test("shows no value of a statement that is longer than what it remembers", () => {
    const recorder = new StatementRecorder();
    recorder.note(`INSERT INTO t VALUES ('${"hunter2".repeat(10_000)}')`);
    expect(toStepStatements(recorder.takeRaw(), true).statements).toEqual([{ sql: "INSERT INTO t VALUES (?", count: 1 }]);
  });
});
