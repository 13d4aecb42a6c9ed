import { describe, expect, test } from "vitest";

import { outlineScript, type ScriptPart } from "../../../src/migrations/sql/outline-script.js";
import { planTransaction } from "../../../src/migrations/apply/plan-transaction.js";

type Expected = readonly [before: string, body: string, after: string, foreignKeys?: "ON"];

describe("planTransaction", () => {
  const oneTransaction: readonly [claim: string, sql: string, plan: Expected][] = [
    ["plain SQL as it is", "CREATE TABLE a (x); -- end", ["", "CREATE TABLE a (x);", ""]],
    ["nothing at all", "-- nothing", ["", "", ""]],
    [
      "foreign keys switched off, as Prisma does",
      "PRAGMA foreign_keys=OFF; DROP TABLE a; PRAGMA foreign_keys=ON;",
      ["", "DROP TABLE a;", ""],
    ],
    [
      "what drizzle-kit writes: indexes after foreign keys are switched on",
      "PRAGMA foreign_keys=OFF; DROP TABLE a; PRAGMA foreign_keys=ON; CREATE UNIQUE INDEX i ON b (x); ALTER TABLE b DROP COLUMN y;",
      ["", "DROP TABLE a; CREATE UNIQUE INDEX i ON b (x); ALTER TABLE b DROP COLUMN y;", ""],
    ],
    ["a transaction of its own, as the runner's", "BEGIN; DROP TABLE a; COMMIT;", ["", "DROP TABLE a;", ""]],
    ["END for COMMIT", "begin immediate transaction; DROP TABLE a; end transaction", ["", "DROP TABLE a;", ""]],
    [
      "a transaction between pragmas",
      "PRAGMA foreign_keys=OFF;BEGIN;DROP TABLE a;COMMIT;PRAGMA foreign_keys=ON;",
      ["", "DROP TABLE a;", ""],
    ],
    [
      "a transaction with foreign keys switched on before it, and to no effect within it",
      "PRAGMA foreign_keys=ON;BEGIN;PRAGMA foreign_keys=OFF;DROP TABLE a;COMMIT;",
      ["", "PRAGMA foreign_keys=OFF; DROP TABLE a;", "", "ON"],
    ],
    [
      "a transaction with its version after it",
      "BEGIN; DROP TABLE a; COMMIT; PRAGMA user_version = 2;",
      ["", "DROP TABLE a; PRAGMA user_version = 2;", ""],
    ],
    [
      "a journal mode before it",
      "PRAGMA journal_mode=WAL;BEGIN;SELECT 1;COMMIT;",
      ["PRAGMA journal_mode=WAL;", "SELECT 1;", ""],
    ],
    [
      "a step out of the migrator's transaction and back",
      "COMMIT; PRAGMA foreign_keys=OFF; BEGIN; DROP TABLE a; COMMIT; PRAGMA foreign_keys=ON; BEGIN;",
      ["", "DROP TABLE a;", ""],
    ],
    [
      "a step out of the migrator's transaction, and not back",
      "END; PRAGMA journal_mode=DELETE; BEGIN; DROP TABLE a; COMMIT;",
      ["PRAGMA journal_mode=DELETE;", "DROP TABLE a;", ""],
    ],
    [
      "a step out of the migrator's transaction for statements without one",
      "COMMIT; PRAGMA foreign_keys=ON; DROP TABLE a; BEGIN;",
      ["", "DROP TABLE a;", "", "ON"],
    ],
    [
      "what follows foreign keys switched on",
      "PRAGMA foreign_keys(1); DELETE FROM a; DELETE FROM b;",
      ["", "DELETE FROM a; DELETE FROM b;", "", "ON"],
    ],
    [
      "what follows foreign keys switched on by a quoted word",
      "PRAGMA foreign_keys = 'on'; DELETE FROM a;",
      ["", "DELETE FROM a;", "", "ON"],
    ],
    [
      "what follows foreign keys switched off by a quoted word",
      "PRAGMA foreign_keys = 'off'; DELETE FROM a;",
      ["", "DELETE FROM a;", ""],
    ],
    [
      "pragmas whose names are quoted",
      "PRAGMA \"foreign_keys\" = [on]; DELETE FROM a; PRAGMA `main`.'journal_mode' = WAL;",
      ["", "DELETE FROM a;", "PRAGMA `main`.'journal_mode' = WAL;", "ON"],
    ],
    [
      "foreign keys switched on after what they make no difference to",
      "CREATE TABLE a (x); PRAGMA foreign_keys=ON; DELETE FROM b;",
      ["", "CREATE TABLE a (x); DELETE FROM b;", "", "ON"],
    ],
    ["a journal mode", "PRAGMA main.journal_mode = WAL;", ["PRAGMA main.journal_mode = WAL;", "", ""]],
    [
      "a journal mode in between, which says nothing about what is stored",
      "DROP TABLE a; PRAGMA journal_mode=WAL; DROP TABLE b;",
      ["", "DROP TABLE a; DROP TABLE b;", "PRAGMA journal_mode=WAL;"],
    ],
    [
      "what lies between a journal mode and another setting",
      "PRAGMA journal_mode=WAL; DROP TABLE a; PRAGMA user_version=2; PRAGMA synchronous=NORMAL;",
      ["PRAGMA journal_mode=WAL;", "DROP TABLE a; PRAGMA user_version=2;", "PRAGMA synchronous=NORMAL;"],
    ],
    [
      "the format of a new database at the top, in its order",
      "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA recursive_triggers=ON; DROP TABLE a;",
      ["PRAGMA page_size=8192; PRAGMA journal_mode=WAL;", "PRAGMA recursive_triggers=ON; DROP TABLE a;", ""],
    ],
    [
      "an attached database, which SQLite does not detach in a transaction that used it",
      "ATTACH ':memory:' AS b; DROP TABLE a; DETACH b; DROP TABLE c;",
      ["ATTACH ':memory:' AS b;", "DROP TABLE a; DROP TABLE c;", "DETACH b;"],
    ],
    ["savepoints", "SAVEPOINT a; SELECT 1; ROLLBACK TO a; RELEASE a;", ["", "*", ""]],
    [
      "words in quotes and comments",
      "SELECT 'BEGIN; COMMIT;', \"VACUUM\"; -- BEGIN;\n/* COMMIT; */",
      ["", "SELECT 'BEGIN; COMMIT;', \"VACUUM\";", ""],
    ],
    ["a trigger's BEGIN and END", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;", ["", "*", ""]],
    [
      "a trigger within its own transaction",
      "BEGIN;CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;COMMIT;",
      ["", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;", ""],
    ],
  ];
  test.each(oneTransaction)("runs in one transaction: %s", (_claim, sql, [before, body, after, foreignKeys]) => {
    const plan = planTransaction(outlineScript(sql));
    const textOf = (parts: readonly ScriptPart[]): string => parts.map(({ start, end }) => sql.slice(start, end)).join(" ");
    if (plan.kind !== "one-transaction") throw new Error("it runs on its own");
    expect({ before: textOf(plan.before), body: textOf(plan.body), after: textOf(plan.after) }).toEqual({
      before,
      body: body === "*" ? sql : body,
      after,
    });
    expect(plan.enforcesForeignKeys).toBe(foreignKeys === "ON");
  });

  const itsOwn: readonly [claim: string, sql: string][] = [
    ["VACUUM", "VACUUM;"],
    ["an attachment that is detached and made again", "ATTACH ':memory:' AS b; DETACH b; ATTACH ':memory:' AS b;"],
    ["several transactions", "BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT;"],
    ["something before its transaction", "DROP TABLE a; BEGIN; DROP TABLE b; COMMIT;"],
    ["something after its transaction", "BEGIN; DROP TABLE b; COMMIT; VACUUM;"],
    ["a transaction that it rolls back", "BEGIN; DROP TABLE b; ROLLBACK;"],
    ["a transaction that it leaves open", "BEGIN; DROP TABLE b;"],
    ["a journal mode in its transaction, which SQLite refuses", "BEGIN; PRAGMA journal_mode=WAL; COMMIT;"],
    ["foreign keys switched in between", "DELETE FROM b; PRAGMA foreign_keys(1); DELETE FROM a;"],
    ["foreign keys switched on before VACUUM", "PRAGMA foreign_keys=ON; DROP TABLE a; VACUUM;"],
  ];
  test.each(itsOwn)("leaves as it stands: %s", (_claim, sql) => {
    expect(planTransaction(outlineScript(sql))).toMatchObject({ kind: "its-own", beginsInTransaction: false });
  });

  test("leaves as it stands whatever its tool runs outside of a transaction", () => {
    const parts = outlineScript("DROP TABLE a; PRAGMA journal_mode=WAL;");
    expect(planTransaction(parts)).toMatchObject({ kind: "one-transaction" });
    expect(planTransaction(parts, { mode: "none" })).toEqual({ kind: "its-own", parts, beginsInTransaction: false });
  });

  test.each([
    ["on at first", "DROP TABLE a;", true],
    ["switched off", "PRAGMA foreign_keys=OFF; DROP TABLE a; PRAGMA foreign_keys=ON;", false],
    ["on at first, in its own transaction", "BEGIN; DROP TABLE a; COMMIT;", true],
    ["switched off before its own transaction", "PRAGMA foreign_keys=OFF; BEGIN; DROP TABLE a; COMMIT;", false],
  ])("runs with foreign keys as the tool would that has them on: %s", (_claim, sql, enforcesForeignKeys) => {
    const plan = planTransaction(outlineScript(sql), { hasForeignKeys: true });
    expect(plan).toMatchObject({ kind: "one-transaction", enforcesForeignKeys });
  });

  test.each([
    ["what it does before it steps out", "DROP TABLE a; COMMIT; VACUUM; BEGIN;"],
    ["what it does after it is back", "COMMIT; PRAGMA foreign_keys=OFF; BEGIN; DROP TABLE a; COMMIT; BEGIN; DROP TABLE b;"],
    ["a VACUUM outside", "COMMIT; VACUUM; BEGIN;"],
    ["a COMMIT alone after statements", "DROP TABLE a; COMMIT;"],
  ])("leaves as it stands, inside the transaction that it expects: %s", (_claim, sql) => {
    expect(planTransaction(outlineScript(sql))).toMatchObject({ kind: "its-own", beginsInTransaction: true });
  });
});
