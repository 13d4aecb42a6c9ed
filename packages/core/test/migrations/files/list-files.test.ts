import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { createFolder } from "../../helpers/create-folder.js";
import { runScript } from "../../helpers/run-script.js";
import { namesIn } from "../../helpers/read-files.js";

const UP = "CREATE TABLE IF NOT EXISTS a (x);";

describe("a symbolic link among the migrations", () => {
  const broken: readonly (readonly [claim: string, target: string, name: string, code: string, problem: string])[] = [
    ["to nothing", "gone.sql", "002_b.sql", "MIGRATION_FILE_UNKNOWN", 'a symbolic link to "gone.sql", which does not exist'],
    ["to no folder", "../gone", "002_b", "MIGRATION_FILE_UNKNOWN", "which does not exist"],
    ["to itself", "002_b.sql", "002_b.sql", "MIGRATION_FILE_UNKNOWN", 'a symbolic link to "002_b.sql", which leads back to it'],
    ["to the folder itself", ".", "loop", "MIGRATION_FILE_UNKNOWN", "a symbolic link to a folder that contains it"],
    ["to the folder above", "..", "loop", "MIGRATION_FILE_UNKNOWN", "a symbolic link to a folder that contains it"],
    ["to the root", "/", "loop", "MIGRATION_FILE_UNKNOWN", "a symbolic link to a folder that contains it"],
  ];
  test.each(broken)("is refused by name when it leads %s", (_claim, target, name, code, problem) => {
    const folder = createFolder({ "m/001_a.sql": UP });
    symlinkSync(target, join(folder, "m", name));
    const expected = expect.objectContaining({
      code,
      path: join(folder, "m", name),
      message: expect.stringMatching(new RegExp(`${problem.replaceAll(/[.()]/g, "\\$&")}.*ignore`)) as unknown,
    });
    expect(() => namesIn({ migrations: join(folder, "m") })).toThrow(expected);
    expect(() => namesIn({ migrations: join(folder, "m/*") })).toThrow(expected);
    expect(namesIn({ migrations: join(folder, "m"), ignore: [name] })).toEqual(["001_a"]);
  });

  test("is refused when two of them lead in a circle", () => {
    const folder = createFolder({ "001_a.sql": UP, "x/y.txt": "", "z/y.txt": "" });
    symlinkSync("../z", join(folder, "x/to-z"));
    symlinkSync("../x", join(folder, "z/to-x"));
    expect(() => namesIn({ migrations: folder })).toThrow(
      expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN", path: join(folder, "x/to-z/to-x") }),
    );
  });

  test("is no matter to a pattern that does not match it", () => {
    const folder = createFolder({ "db/001_a.sql": UP });
    symlinkSync("gone", join(folder, "gone"));
    symlinkSync("..", join(folder, "db/loop"));
    expect(namesIn({ migrations: join(folder, "**/*.sql") })).toEqual(["001_a"]);
  });

  test("is followed where it leads to a file or folder elsewhere", () => {
    const elsewhere = createFolder({ "b.sql": UP, "own/up.sql": UP });
    const folder = createFolder({ "m/001_a.sql": UP });
    symlinkSync(join(elsewhere, "b.sql"), join(folder, "m/002_b.sql"));
    symlinkSync(join(elsewhere, "own"), join(folder, "m/003_c"));
    symlinkSync(join(folder, "m"), join(folder, "linked"));
    expect(namesIn({ migrations: join(folder, "linked") })).toEqual(["001_a", "002_b", "003_c"]);
    expect(namesIn({ migrations: join(folder, "linked/*") })).toEqual(["001_a", "002_b", "003_c"]);
  });

  test("fails with a picklejar error when the folder of migrations itself leads nowhere", () => {
    const folder = createFolder();
    symlinkSync("self", join(folder, "self"));
    symlinkSync("gone", join(folder, "dangling"));
    expect(() => namesIn({ migrations: join(folder, "self") })).toThrow(
      expect.objectContaining({ code: "MIGRATION_UNREADABLE", path: join(folder, "self") }),
    );
    expect(() => namesIn({ migrations: join(folder, "dangling") })).toThrow(
      expect.objectContaining({ code: "MIGRATIONS_NOT_FOUND", location: join(folder, "dangling") }),
    );
  });
});

describe("what cannot be read", () => {
  test("is named, as a user who may not read it", async (context) => {
    if (process.getuid?.() !== 0) return context.skip("another user can only be taken on by root");
    const folder = createFolder({
      "file/001_a.sql": UP,
      "folder/001_a.sql": UP,
      "folder/002_b/up.sql": UP,
      "itself/001_a.sql": UP,
    });
    execFileSync("chown", ["-R", "65534:65534", folder]);
    for (const name of ["file/001_a.sql", "folder/002_b", "itself"]) chmodSync(join(folder, name), 0o000);
    const script = fileURLToPath(new URL("../../fixtures/read-as-nobody.mjs", import.meta.url));
    const { stdout, stderr } = await runScript(script, { arguments: [folder], cwd: folder });
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      file: ["MIGRATION_UNREADABLE", join(folder, "file/001_a.sql"), "EACCES"],
      folder: ["MIGRATION_UNREADABLE", join(folder, "folder/002_b"), "EACCES"],
      "*/*.sql": ["MIGRATION_UNREADABLE", join(folder, "itself"), "EACCES"],
      itself: ["MIGRATION_UNREADABLE", join(folder, "itself"), "EACCES"],
    });
  });

  test("is named when its name is longer than the system allows", () => {
    const location = join(createFolder(), "x".repeat(200_000));
    expect(() => namesIn({ migrations: location })).toThrow("its name is too long (ENAMETOOLONG)");
    expect(() => namesIn({ migrations: location })).toThrow(/^.{1,1200}$/);
  });

  test("is named when it is a pipe, which would be waited for", () => {
    const folder = createFolder({ "001_a.sql": UP });
    execFileSync("mkfifo", [join(folder, "002_b.sql"), join(folder, "pipe")]);
    expect(() => namesIn({ migrations: folder })).toThrow(
      expect.objectContaining({ code: "MIGRATION_FILE_UNKNOWN", path: join(folder, "002_b.sql") }),
    );
    expect(namesIn({ migrations: folder, ignore: ["002_b.sql"] })).toEqual(["001_a"]);
  });
});

describe("a pattern", () => {
  test("passes over folders that are passed over in a folder of migrations", () => {
    const folder = createFolder({ "001_a.sql": UP, "node_modules/x/002_b.sql": UP, ".git/003_c.sql": UP, "old/004_d.sql": UP });
    expect(namesIn({ migrations: join(folder, "**/*.sql"), ignore: ["old"] })).toEqual(["001_a"]);
  });

  test("goes as deep as it says", () => {
    const folder = createFolder({ "a/1_a.sql": UP, "a/b/2_b.sql": UP, "a/b/c/3_c.sql": UP });
    expect(namesIn({ migrations: join(folder, "*/*.sql") })).toEqual(["1_a"]);
    expect(namesIn({ migrations: join(folder, "a/{b,b/c}/*.sql") })).toEqual(["2_b", "3_c"]);
    expect(namesIn({ migrations: join(folder, "a/**/*.sql") })).toEqual(["1_a", "2_b", "3_c"]);
  });
});

describe("a database in place of migrations", () => {
  test("is refused by what it is", () => {
    const folder = createFolder({ "shop.db": `SQLite format 3\0${"x".repeat(100)}` });
    expect(() => namesIn({ migrations: join(folder, "shop.db") })).toThrow(
      expect.objectContaining({
        code: "MIGRATIONS_NOT_FOUND",
        location: join(folder, "shop.db"),
        message: `"${join(folder, "shop.db")}" is an SQLite database, and not a migration. Name the folder of the migrations that make it.`,
      }),
    );
  });
});
