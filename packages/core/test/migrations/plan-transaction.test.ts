import { describe, expect, test } from "vitest";

import { planTransaction } from "../../src/migrations/plan-transaction.js";

describe("planTransaction", () => {
  const oneTransaction: readonly [claim: string, sql: string, plan: readonly [before: string, body: string, after: string]][] =
    [
      ["plain SQL as it is", "CREATE TABLE a (x); -- end", ["", "CREATE TABLE a (x); -- end", ""]],
      ["nothing at all", "-- nothing", ["", "-- nothing", ""]],
      [
        "foreign keys switched off, as Prisma does",
        "PRAGMA foreign_keys=OFF; DROP TABLE a; PRAGMA foreign_keys=ON;",
        ["", "*", ""],
      ],
      ["a transaction of its own, as the runner's", "BEGIN; DROP TABLE a; COMMIT;", ["", " DROP TABLE a;", ""]],
      ["END for COMMIT", "begin immediate transaction; DROP TABLE a; end transaction", ["", " DROP TABLE a;", ""]],
      [
        "a transaction between pragmas",
        "PRAGMA foreign_keys=OFF;BEGIN;DROP TABLE a;COMMIT;PRAGMA foreign_keys=ON;",
        ["PRAGMA foreign_keys=OFF;", "DROP TABLE a;", "PRAGMA foreign_keys=ON;"],
      ],
      [
        "a journal mode before it",
        "PRAGMA journal_mode=WAL;BEGIN;SELECT 1;COMMIT;",
        ["PRAGMA journal_mode=WAL;", "SELECT 1;", ""],
      ],
      [
        "what follows foreign keys switched on",
        "PRAGMA foreign_keys(1); DELETE FROM a; DELETE FROM b;",
        ["PRAGMA foreign_keys(1);", " DELETE FROM a; DELETE FROM b;", ""],
      ],
      [
        "what follows foreign keys switched on by a quoted word",
        "PRAGMA foreign_keys = 'on'; DELETE FROM a;",
        ["PRAGMA foreign_keys = 'on';", " DELETE FROM a;", ""],
      ],
      [
        "what lies between a journal mode and another setting",
        "PRAGMA journal_mode=WAL; DROP TABLE a; PRAGMA user_version=2; PRAGMA synchronous=NORMAL;",
        ["PRAGMA journal_mode=WAL;", " DROP TABLE a; PRAGMA user_version=2;", " PRAGMA synchronous=NORMAL;"],
      ],
      ["savepoints", "SAVEPOINT a; SELECT 1; ROLLBACK TO a; RELEASE a;", ["", "*", ""]],
      ["words in quotes and comments", "SELECT 'BEGIN; COMMIT;', \"VACUUM\"; -- BEGIN;\n/* COMMIT; */", ["", "*", ""]],
      ["a trigger's BEGIN and END", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;", ["", "*", ""]],
      [
        "a trigger within its own transaction",
        "BEGIN;CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;COMMIT;",
        ["", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;", ""],
      ],
    ];
  test.each(oneTransaction)("runs in one transaction: %s", (_claim, sql, [before, body, after]) => {
    expect(planTransaction(sql)).toMatchObject({ kind: "one-transaction", before, body: body === "*" ? sql : body, after });
  });

  const itsOwn: readonly [claim: string, sql: string][] = [
    ["VACUUM", "VACUUM;"],
    ["DETACH, which SQLite refuses in a transaction", "ATTACH 'b.db' AS b; DROP TABLE a; DETACH b;"],
    ["a journal mode", "PRAGMA main.journal_mode = WAL;"],
    ["several transactions", "BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT;"],
    ["something before its transaction", "DROP TABLE a; BEGIN; DROP TABLE b; COMMIT;"],
    ["something after its transaction", "BEGIN; DROP TABLE b; COMMIT; VACUUM;"],
    ["a transaction that it rolls back", "BEGIN; DROP TABLE b; ROLLBACK;"],
    ["a transaction that it leaves open", "BEGIN; DROP TABLE b;"],
    ["a COMMIT alone", "COMMIT;"],
    ["foreign keys switched in between", "DELETE FROM b; PRAGMA foreign_keys(1); DELETE FROM a;"],
    ["foreign keys switched on before VACUUM", "PRAGMA foreign_keys=ON; DROP TABLE a; VACUUM;"],
  ];
  test.each(itsOwn)("leaves as it stands: %s", (_claim, sql) => {
    expect(planTransaction(sql).kind).toBe("its-own");
  });
});
