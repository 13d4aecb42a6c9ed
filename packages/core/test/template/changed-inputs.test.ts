import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { createProject, type Project } from "../helpers/create-project.js";
import { runScript } from "../helpers/run-script.js";

describe("ensureTemplates", () => {
  for (const [what, file, input, options] of [
    ["a migration", "db/002_notes.sql", "migration 002_notes", EVEN_DAYS],
    ["a module that a migration imports", "src/helper.mjs", "module src/helper.mjs", {}],
    ["a file in inputs", "schema.txt", "input schema.txt", ODD_DAYS],
  ] as const)
    test(`publishes nothing when ${what} changes while it builds`, options, async () => {
      const project = createSlowProject();
      const { code, stdout } = await runSteps(project, `await attempt(${JSON.stringify(file)});`);
      expect({ code, answers: JSON.parse(stdout) as unknown }).toEqual({
        code: 0,
        answers: [{ code: "TEMPLATE_INPUTS_CHANGED", database: "default", inputs: [input] }],
      });
    });

  test("builds at the next call what only SQL changed", async () => {
    const { stdout } = await runSteps(createSlowProject(), 'await attempt("db/002_notes.sql"); await attempt();');
    expect(JSON.parse(stdout)).toMatchObject([
      { code: "TEMPLATE_INPUTS_CHANGED" },
      { tables: ["helped", "slow", "notes", "changed"] },
    ]);
  });

  test("never publishes what older code made, which this process loaded before the file changed", async () => {
    const { stdout } = await runSteps(createSlowProject(), 'await attempt("src/helper.mjs"); await attempt();');
    expect(JSON.parse(stdout)).toMatchObject([
      { code: "TEMPLATE_INPUTS_CHANGED" },
      { code: "TEMPLATE_INPUTS_CHANGED", inputs: ["module src/helper.mjs"] },
    ]);
  });
});

/** A project whose first migration lets another process change a file while the template is built. */
function createSlowProject(): Project {
  const project = createProject({
    "db/001_slow.mjs":
      'import { execFileSync } from "node:child_process";\nimport { help } from "../src/helper.mjs";\nexport const up = ({ context }) => { help(context); context.exec("CREATE TABLE slow (id)"); if (process.env.CHANGE) execFileSync("sh", ["-c", process.env.CHANGE]); };\n',
    "src/helper.mjs": 'export const help = (database) => database.exec("CREATE TABLE helped (id)");\n',
    "db/002_notes.sql": "CREATE TABLE notes (id);\n",
    "schema.txt": "notes\n",
  });
  project.write("picklejar.config.json", JSON.stringify({ migrations: "db", inputs: ["schema.txt"] }));
  return project;
}

async function runSteps(project: Project, steps: string): ReturnType<typeof runScript> {
  const script = project.write(
    "steps.mjs",
    `import { initTestDb } from "@picklejar/core";
     const answers = [];
     const attempt = async (file) => {
       process.env.CHANGE = file === undefined ? "" : "echo '" + (file.endsWith(".sql") ? "CREATE TABLE changed (id);" : "") + "' >> " + file;
       try {
         const database = await initTestDb();
         const connection = database.open();
         answers.push({ tables: connection.prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'picklejar%' AND type = 'table'").pluck().all() });
         connection.close();
         await database.dispose();
       } catch (error) {
         answers.push({ code: error.code ?? String(error), database: error.database, inputs: error.inputs });
       }
     };
     ${steps}
     console.log(JSON.stringify(answers));`,
  );
  return runScript(script, { cwd: project.directory, env: { PICKLEJAR_RUN: undefined } });
}
