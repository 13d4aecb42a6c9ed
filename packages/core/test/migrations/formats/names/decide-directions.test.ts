import { join, parse } from "node:path";
import { describe, expect, test } from "vitest";

import { createFolder } from "../../../helpers/create-folder.js";
import { namesIn, readFiles } from "../../../helpers/read-files.js";

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
    ["v1__users.sql", "u1__users.sql"],
    ["v1__users.sql", "u1__members.sql"],
  ])("is refused where it may be another: %s and %s", (up, down) => {
    expect(() => readFiles({ [up]: UP, [down]: DOWN })).toThrow(expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN" }));
  });

  test.each([
    "001_users.down.sqlite.sql",
    "001_users.revert.sqlite3.sql",
    "001_users.down.1.sql",
    "001_users.down2.sql",
    "001_users.undo1.sql",
    "001_users_down_v2.sql",
    "001_users_down_2.sql",
    "001_users_rollback_script.sql",
    "001_users_down_migration.sql",
    "001_users_reverse_migration.sql",
    "001_users_downgrade_sqlite.sql",
    "001_users.down copy.sql",
    "001_users.down (1).sql",
    "001_users.down-old.sql",
    "001_users.down.bak.sql",
    "001_users-down.sql.sql",
    "001_users.unapply.sql",
    "001_users.undeploy.sql",
    "001_users.back.sql",
    "001_users.remove.sql",
    "001_users.rb.sql",
    "001_users.cleanup.sql",
    "001_users_rev.sql",
    "001_users-rolled-back.sql",
    "001_usersDOWN.sql",
    "001_users_delete.sql",
    "001_revert_of_users.sql",
    "001_users_rollback_script.js",
    "copy of 001_users.down.sql",
  ])("never runs as a way up, whatever a copy or a tool adds to it: %s", (name) => {
    expect(goesUp(name, { "001_users.sql": UP, [name]: DOWN })).toBe(false);
  });

  test.each([
    ["002_add_users.sql", "002_remove_users.sql"],
    ["002_create_users.sql", "002_delete_users.sql"],
    ["001.up.sqlite.sql", "001.down.sqlite.sql"],
    ["001_users.up.sqlite.sql", "001_users.down.sqlite.sql"],
    ["20240101000000-add-users.js", "20240101000000-remove-users.js"],
    ["001_users_v2.sql", "001_users_v2_undo_final.sql"],
  ])("never runs as a way up beside one that says the opposite: %s and %s", (up, down) => {
    expect(goesUp(down, { [up]: UP, [down]: DOWN })).toBe(false);
  });

  test.each(["002_users.down.sqlite.sql", "002_users.down (1).sql", "002_users.undo1.sql"])(
    "never runs as a way up without its way up: %s",
    (name) => {
      expect(goesUp(name, { "001_users.sql": UP, [name]: DOWN })).toBe(false);
    },
  );

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
    "001_remove_legacy.sql",
    "003_rollback_reasons_v2.sql",
    "002_remove_users.sql",
    "002_cleanup.sql",
    "002_users.back.sql",
    "002_rev.sql",
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
    expect(() => readFiles(files)).toThrow('set format: "sql"');
    expect(readFiles(files, { format: "sql" })).toEqual(["001_down_payments", "001_payments", "002_rollback"]);
  });
});

/** Whether a file is among the migrations, as one of its own. */
function goesUp(name: string, files: Readonly<Record<string, string>>): boolean {
  try {
    return readFiles(files).some((migration) => migration.replace(/ down$/, "") === parse(name).name);
  } catch (error) {
    const code = Object(error).code as unknown;
    if (code === "MIGRATION_FILE_UNKNOWN" || code === "MIGRATION_DUPLICATE") return false;
    throw error;
  }
}
