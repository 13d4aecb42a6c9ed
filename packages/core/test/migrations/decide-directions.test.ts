import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { createFolder } from "../fixtures/create-folder.js";
import { namesIn, readFiles } from "./read-files.js";

const UP = "CREATE TABLE a (x);";
const DOWN = "DROP TABLE IF EXISTS a;";

describe("a way down beside its way up", () => {
  test.each([
    ["001_users.up.sql", "001_users.down.sql", "001_users"],
    ["001_users.sql", "001_users.down.sql", "001_users"],
    ["001_users.UP.SQL", "001_users.DOWN.SQL", "001_users"],
    ["001_users.Up.sql", "001_users.Down.sql", "001_users"],
    ["001_users.up.SQL", "001_users.down.sql", "001_users"],
    ["001_users\nline.up.sql", "001_users\nline.down.sql", "001_users\nline"],
    ["001_caf\u00E9.up.sql", "001_cafe\u0301.down.sql", "001_caf\u00E9"],
    ["001_users.sql", "001_users.revert.sql", "001_users"],
    ["001_users.sql", "001_users.undo.sql", "001_users"],
    ["001_users.sql", "001_users.rollback.sql", "001_users"],
    ["001_users.sql", "001_users.downgrade.sql", "001_users"],
    ["001.do.sql", "001.undo.sql", "001.do"],
    ["001.do.users.sql", "001.undo.users.sql", "001.do.users"],
    ["001_users.do.sql", "001_users.undo.sql", "001_users.do"],
    ["V1__users.sql", "U1__users.sql", "V1__users"],
    ["V1_1__users.sql", "U1.1__undo_users.sql", "V1_1__users"],
    ["001-users.sql", "001-users-down.sql", "001-users"],
    ["001_users.sql", "001_users_down.sql", "001_users"],
    ["001_users_up.sql", "001_users_down.sql", "001_users_up"],
    ["001-users-up.sql", "001-users-down.sql", "001-users-up"],
    ["001_users_UP.sql", "001_users_DOWN.sql", "001_users_UP"],
    ["001_users.sql", "001_users_rollback.sql", "001_users"],
    ["001_users.sql", "001_users (down).sql", "001_users"],
    ["001_UsersUp.sql", "001_UsersDown.sql", "001_UsersUp"],
    ["001_up.sql", "001_down.sql", "001_up"],
    ["001_create_users.sql", "001_create_users_down.sql", "001_create_users"],
    ["001_sign_up.sql", "001_sign_up_down.sql", "001_sign_up"],
    ["001_up_users.sql", "001_down_users.sql", "001_up_users"],
    ["up_001.sql", "down_001.sql", "up_001"],
    ["users_up.sql", "users_down.sql", "users_up"],
    ["001_users/up.sql", "001_users/down.sql", "001_users"],
    ["001_users/Up.sql", "001_users/DOWN.SQL", "001_users"],
  ])("is paired: %j and %j", (up, down, name) => {
    expect(readFiles({ [up]: UP, [down]: DOWN })).toEqual([`${name} down`]);
  });

  test.each([
    ["001_users.sql", "001_down_users.sql"],
    ["users.sql", "users_down.sql"],
    ["payments.sql", "down_payments.sql"],
    ["up_votes.sql", "down_votes.sql"],
    ["001_create_users.sql", "001_drop_users_down.sql"],
    ["001_users_up.sql", "001_drop_users_down.sql"],
    ["001_create_users.sql", "001_drop_users.sql"],
    ["001_users_create.sql", "001_users_drop.sql"],
    ["001_users.sql", "001_users_drop.sql"],
    ["create_users.sql", "drop_users.sql"],
    ["001_users.sql", "rollback_001.sql"],
    ["001_users.js", "001_users_down.sql"],
    ["001_users.js", "001_users-down.js"],
    ["001_users/up.sql", "001_users_down/up.sql"],
    ["001_users/migration.sql", "001_users/rollback.sql"],
    ["001_users/migration.sql", "rollback/001_users.sql"],
    ["001_users.sql", "undo/001_users.sql"],
    ["V2__users.sql", "U1__users.sql"],
  ])("is refused where it may be another: %s and %s", (up, down) => {
    expect(() => readFiles({ [up]: UP, [down]: DOWN })).toThrow(expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN" }));
  });

  test("is not taken twice", () => {
    const files = { "001_users.sql": UP, "001_users.down.sql": DOWN, "001_users_down.sql": DOWN };
    expect(() => readFiles(files)).toThrow(expect.objectContaining({ code: "MIGRATION_DUPLICATE", migration: "001_users" }));
  });
});

describe("a way down without its way up", () => {
  test.each([
    "001.down.sql",
    "001_users.down.sql",
    "001_users.DOWN.sql",
    "001_users.undo.sql",
    "001_users.down.js",
    "001.undo.users.sql",
    "U1__users.sql",
    "down.sql",
    "Rollback.sql",
    "001_down.sql",
    "001-rollback.sql",
    "down/001_users.sql",
    "revert/users.sql",
  ])("is refused: %s", (name) => {
    expect(() => readFiles({ [name]: DOWN })).toThrow(/MIGRATION_FILE_UNKNOWN|is not a migration|There is no migration in/);
  });

  test("is refused beside pairs of its kind", () => {
    const files = { "001_a_up.sql": UP, "001_a_down.sql": DOWN, "002_b_down.sql": DOWN };
    expect(() => readFiles(files)).toThrow("002_b_down.sql");
  });
});

describe("a folder of ways down", () => {
  const files = { "db/up/001_users.sql": UP, "db/down/001_drop_users.sql": DOWN };

  test.each(["db/down", "db/**/*.sql", "db/*", "db/down/001_drop_users.sql"])(
    "is refused when it is asked for as %s",
    (location) => {
      const folder = createFolder(files);
      expect(() => namesIn({ migrations: join(folder, location) })).toThrow(
        expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN", path: join(folder, "db/down/001_drop_users.sql") }),
      );
    },
  );

  test("leaves the folder of ways up alone", () => {
    expect(namesIn({ migrations: join(createFolder(files), "db/up") })).toEqual(["001_users"]);
  });
});

describe("a way up whose name has such a word in it", () => {
  test.each([
    "007_count_down.sql",
    "003_drop_down_menu.sql",
    "012_rollback_reasons.sql",
    "013_undo_log.sql",
    "014_down_payments.sql",
    "015_sign_up.sql",
    "016_set_up.sql",
    "017_markdown.sql",
    "018_downloads.sql",
    "019_revert_users_email.sql",
    "020_do_not_disturb.sql",
    "021_apply_discount.sql",
    "022_scale_down/up.sql",
    "023_back_up.ts",
    "024_count_down.js",
    "025_drop_users.sql",
    "001_drop_legacy.sql",
  ])("is read: %s", (name) => {
    expect(readFiles({ "001_users.sql": UP, [name]: UP })).toHaveLength(2);
  });

  test("is read beside tables of the other word", () => {
    expect(readFiles({ "004_up_votes.sql": UP, "005_down_votes.sql": UP })).toEqual(["004_up_votes", "005_down_votes"]);
    expect(readFiles({ "down_payments.sql": UP, "orders.sql": UP })).toEqual(["down_payments", "orders"]);
  });

  test("is read with a way down of its own", () => {
    expect(readFiles({ "007_count_down.up.sql": UP, "007_count_down.down.sql": DOWN })).toEqual(["007_count_down down"]);
    expect(readFiles({ "007_count_down.sql": UP, "007_count_down.down.sql": DOWN })).toEqual(["007_count_down down"]);
  });

  test('is read where format: "sql" says that all are ways up', () => {
    const files = { "001_payments.sql": UP, "001_down_payments.sql": UP, "002_rollback.sql": UP };
    expect(() => readFiles(files)).toThrow('say format: "sql"');
    expect(readFiles(files, { format: "sql" })).toEqual(["001_down_payments", "001_payments", "002_rollback"]);
  });
});
