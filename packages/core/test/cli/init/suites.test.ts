import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { CUCUMBER, HAND_MADE, KINDS, TABLE, WITH_CUCUMBER } from "../../helpers/init-kinds.js";
import { availableMigrators } from "../../helpers/init-migrators.js";
import { ofToday } from "../../../../../test/helpers/of-today.js";
import { createInitProject, initForData, type InitProject } from "../../helpers/init-project.js";

const LONG = { tags: "long" };

describe("picklejar init", () => {
  const kinds = Object.entries({ ...KINDS, ...availableMigrators() });
  const quick = kinds.filter(([, { isQuick }]) => isQuick);
  const others = kinds.filter(([, { isQuick }]) => !isQuick);
  for (const [name, { files, options, words, said, written, isQuick }] of [...quick, ...ofToday(others, 4)])
    test(`makes a suite that runs: ${name}`, isQuick ? {} : LONG, async () => {
      const project = createInitProject(files, options);
      const data = await initForData(project, words);
      expect(data.files.map(({ path, outcome }) => `${outcome} ${path}`).toSorted()).toEqual(
        written.map((path) => `written ${path}`).toSorted(),
      );
      for (const { path, lines } of data.edits) addFirst(project, path, lines);
      const ending = await project.run(data.run);
      expect(ending).toHaveEnded({ code: 0 });
      expect(ending.stdout + ending.stderr).toContain(said); // Jest reports on stderr.
    });

  test.each(["Prisma, Cucumber, TypeScript, ES modules", "SQL files, Vitest, TypeScript, ES modules"])(
    "writes TypeScript that compiles: %s",
    LONG,
    async (name) => {
      const { files = {}, options } = KINDS[name] ?? {};
      const packages = [...(options?.packages ?? []), "@types/node", "@types/better-sqlite3", "typescript"];
      const project = createInitProject(files, { ...options, packages });
      await initForData(project);
      expect(await project.run("npx tsc --project .")).toHaveEnded({ code: 0, stdout: "" });
    },
  );

  test("leaves hooks made by hand as they work", LONG, async () => {
    const project = createInitProject(
      { "package.json": CUCUMBER, "migrations/001_users.sql": TABLE, ...HAND_MADE },
      WITH_CUCUMBER,
    );
    const data = await initForData(project);
    expect(data.notes).toEqual([expect.stringContaining("features/support/hooks.js has hooks that open a database")]);
    // Before the line is added, all that fails is what needs it.
    expect(await project.run("npx cucumber-js --tags 'not @picklejar'")).toHaveEnded({
      code: 0,
      stdout: ["1 scenario (1 passed)"],
    });
    for (const { path, lines } of data.edits) addFirst(project, path, lines);
    expect(await project.run("npx cucumber-js")).toHaveEnded({ code: 0, stdout: ["4 scenarios (4 passed)"] });
  });
});

/** Does what `init` asks for: adds lines first in the list, or first among the options. */
function addFirst(project: InitProject, path: string, lines: readonly string[]): void {
  // The command that `init` prints has the options already.
  if (path === "package.json") return;
  const text = project.read(path);
  const changed = path.endsWith(".yaml")
    ? text.replace(/((?:import|require):\n)(\s*)/, `$1$2${lines.join("\n    ")}\n$2`)
    : text
        .replace(/(default: \[)(?=")/, `$1${lines.map((line) => `"${line}", `).join("")}`)
        .replace(/((?:import|require): \[)/, `$1${lines.join(" ")} `);
  expect(changed).not.toBe(text);
  writeFileSync(join(project.directory, path), changed);
}
