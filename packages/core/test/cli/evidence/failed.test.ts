import { describe, expect, test } from "vitest";

import type { RetainedRecord } from "../../../src/evidence/retained/retained-record.js";
import type { Project } from "../../helpers/create-project.js";
import { createCliProject, keepDatabase, runCli, runCliForData } from "../../helpers/run-cli.js";
import { EVEN_DAYS, ODD_DAYS } from "../../../../../test/helpers/of-today.js";

const LONG = { tags: "long" };

/** Made once, as nothing changes it. */
let moved: Promise<{ readonly project: Project; readonly path: string }> | undefined;

function keepMoved(): NonNullable<typeof moved> {
  const project = createCliProject();
  moved ??= keepDatabase(project, "UPDATE users SET email = 'moved@example.org'").then(({ path = "" }) => ({ project, path }));
  return moved;
}

describe("picklejar failed", () => {
  test("says that none is retained, and where it looked", async () => {
    const project = createCliProject();
    expect(await runCli(project, ["failed"])).toHaveEnded({
      code: 0,
      stdout: `No database of a failed test is retained in "${project.path(".picklejar/failed")}".\n`,
    });
  });

  test("lists feature, scenario, line, attempt and file, also without a configuration", LONG, async () => {
    const project = createCliProject();
    const { path = "" } = await keepDatabase(project, "DELETE FROM users", { name: "Ada\nleaves", attempt: 2 });
    const result = await runCli({ ...project, directory: project.path("db") }, ["failed"]);
    expect(result).toHaveEnded({ code: 0 });
    expect(result.stdout.split("\n").slice(0, 4)).toEqual([
      `1 database of failed scenarios in "${project.path(".picklejar/failed")}":`,
      String.raw`  1  Users: Ada\nleaves (attempt 2, just now)`,
      "     features/users.feature:7",
      `     ${path.split("/").slice(-2).join("/")}`,
    ]);
    const { data } = await runCliForData<{ databases: readonly (RetainedRecord & { path: string })[] }>(project, ["failed"]);
    expect(data.databases).toMatchObject([{ number: 1, path, scenario: { line: 7, attempt: 2 } }]);
  });

  for (const [which, options] of [
    ["1", EVEN_DAYS],
    ["01-Users-Ada-moves-L7", ODD_DAYS],
    ["01-Users-Ada-moves-L7.db", EVEN_DAYS],
    ["ada MOVES", {}],
  ] as const)
    test(`shows what the scenario changed, asked for as ${JSON.stringify(which)}`, options, async () => {
      const { project, path } = await keepMoved();
      expect(await runCli(project, ["failed", which])).toHaveEnded({
        code: 0,
        stdout: [
          "Users: Ada moves  features/users.feature:7\n",
          `sqlite3 '${path}'\n`,
          "users: 1 changed\n  ~ id=1: email 'ada@example.org' → 'moved@example.org'\n",
        ],
      });
      const { data } = await runCliForData<RetainedRecord>(project, ["failed", which]);
      expect(data.difference?.tables).toHaveLength(1);
    });

  test("refuses what means none of them, and names them", async () => {
    const project = createCliProject();
    await keepDatabase(project, "DELETE FROM users");
    expect(await runCli(project, ["failed", "2"])).toHaveEnded({
      code: 2,
      stderr:
        'picklejar: failed: expected the number or the name of a retained database, got "2". There is: 01-Users-Ada-moves-L7\n',
    });
  });
});
