import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { createFolder } from "../../../helpers/create-folder.js";
import { namesIn, readFiles } from "../../../helpers/read-files.js";

const UP = "CREATE TABLE a (x);";

describe("a file of Liquibase's", () => {
  test.each([
    "dbms:postgresql",
    'dbms:"mysql,mariadb"',
    "dbms:!sqlite",
    "context:test",
    "labels:v2",
    "contextFilter:prod",
    "ignore:true",
  ])("is refused with a changeset under the condition %s", (condition) => {
    const text = `--liquibase formatted sql\n\n--changeset ada:1\n${UP}\n-- changeset ada:2 ${condition}\nDROP TABLE a;\n`;
    expect(() => readFiles({ "001_a.sql": text })).toThrow(
      expect.objectContaining({
        code: "MIGRATION_FILE_UNKNOWN",
        message: expect.stringContaining(condition.split(":")[0] ?? ""),
      }),
    );
  });

  test.each(["", "runOnChange:true", "dbms:sqlite", "splitStatements:false"])(
    "is read with a changeset that has %j",
    (attribute) => {
      const text = `--liquibase formatted sql\n--changeset ada:1 ${attribute}\n${UP}\n--rollback DROP TABLE a;\n`;
      expect(readFiles({ "001_a.sql": text })).toEqual(["001_a"]);
    },
  );
});

describe("sqitch's folder deploy", () => {
  test("is refused, as its order is in the plan, until the order is said", () => {
    const folder = createFolder({ "sqitch.plan": "", "deploy/users.sql": UP, "deploy/flips.sql": UP, "revert/users.sql": "" });
    const migrations = join(folder, "deploy");
    expect(() => namesIn({ migrations })).toThrow(
      expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN", message: expect.stringContaining("sqitch.plan") }),
    );
    expect(namesIn({ migrations, order: "name" })).toEqual(["flips", "users"]);
  });

  test("is a folder like any other without a plan", () => {
    expect(namesIn({ migrations: join(createFolder({ "deploy/001_users.sql": UP }), "deploy") })).toEqual(["001_users"]);
  });
});
