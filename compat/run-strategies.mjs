import { spawn } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const CORE_TESTS = join(import.meta.dirname, "../packages/core/test");
const RANDOM_SCENARIOS = 1500;
/** What the script about other libraries wants to find: twenty notes, and a table to write to. */
const MIGRATIONS = {
  "001_create_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); CREATE TABLE other (a, b);",
  "002_fill_notes.sql": `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20)
    INSERT INTO notes (body) SELECT hex(zeroblob(500)) || i FROM n;`,
};

/**
 * Gives scenarios their databases by each strategy, in a target's folder; says whether none of them saw anything of another. It waits on one core, so
 * that other work of the target can go on beside it.
 */
export async function runStrategies(name, directory, node) {
  const project = join(directory, "strategies");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, "db"), { recursive: true });
  for (const folder of ["random-scenarios", "fixtures"])
    cpSync(join(CORE_TESTS, folder), join(project, folder), { recursive: true });
  for (const [file, sql] of Object.entries(MIGRATIONS)) writeFileSync(join(project, "db", file), sql);
  // Both, whatever the first of them says.
  const results = [await runRandomScenarios(name, project, node), await runOtherLibrary(name, project, node)];
  return results.every(Boolean);
}

async function runRandomScenarios(name, cwd, node) {
  const commandLine = ["random-scenarios/main.mjs", "--scenarios", String(RANDOM_SCENARIOS)];
  const { code, stdout, stderr } = await run(node, commandLine, cwd);
  console.log(
    `${stdout}${stderr}compat: ${name}, ${RANDOM_SCENARIOS} scenarios of random operations: ${code === 0 ? "no difference" : "a difference"}`,
  );
  return code === 0;
}

async function runOtherLibrary(name, cwd, node) {
  const { stdout: hasLibrary } = await run(node, ["-p", 'require("node:module").isBuiltin("node:sqlite")'], cwd);
  if (hasLibrary.trim() !== "true") {
    console.log(`compat: ${name}, node:sqlite in the same process: left out, as this Node has none`);
    return true;
  }
  for (const strategy of ["overlay", "copy"]) {
    const { code, stdout, stderr } = await run(node, ["fixtures/other-library.mjs", "node:sqlite", strategy], cwd);
    const outcomes = code === 0 ? Object.values(JSON.parse(stdout)) : [];
    const holds = outcomes.length > 0 && outcomes.every(({ dirty }) => dirty === 0);
    console.log(
      `compat: ${name}, node:sqlite in the same process, ${strategy}: ${holds ? "holds" : `does not hold:\n${stdout}${stderr}`}`,
    );
    if (!holds) return false;
  }
  return true;
}

function run(node, commandLine, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, commandLine, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.on("error", reject).on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
