import { spawnSync } from "node:child_process";
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

/** Gives scenarios their databases by each strategy, in a target's folder; says whether none of them saw anything of another. */
export function runStrategies(name, directory, node) {
  const project = join(directory, "strategies");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(join(project, "db"), { recursive: true });
  for (const folder of ["random-scenarios", "fixtures"])
    cpSync(join(CORE_TESTS, folder), join(project, folder), { recursive: true });
  for (const [file, sql] of Object.entries(MIGRATIONS)) writeFileSync(join(project, "db", file), sql);
  // Both, whatever the first of them says.
  const results = [runRandomScenarios(name, project, node), runOtherLibrary(name, project, node)];
  return results.every(Boolean);
}

function runRandomScenarios(name, cwd, node) {
  const commandLine = ["random-scenarios/main.mjs", "--scenarios", String(RANDOM_SCENARIOS)];
  const { status } = spawnSync(node, commandLine, { cwd, stdio: "inherit" });
  console.log(
    `compat: ${name}, ${RANDOM_SCENARIOS} scenarios of random operations: ${status === 0 ? "no difference" : "a difference"}`,
  );
  return status === 0;
}

function runOtherLibrary(name, cwd, node) {
  const { stdout: hasLibrary } = spawnSync(node, ["-p", 'require("node:module").isBuiltin("node:sqlite")'], {
    encoding: "utf8",
  });
  if (hasLibrary.trim() !== "true") {
    console.log(`compat: ${name}, node:sqlite in the same process: left out, as this Node has none`);
    return true;
  }
  return ["overlay", "copy"].every((strategy) => {
    const { status, stdout, stderr } = spawnSync(node, ["fixtures/other-library.mjs", "node:sqlite", strategy], {
      cwd,
      encoding: "utf8",
    });
    const outcomes = status === 0 ? Object.values(JSON.parse(stdout)) : [];
    const holds = outcomes.length > 0 && outcomes.every(({ dirty }) => dirty === 0);
    console.log(
      `compat: ${name}, node:sqlite in the same process, ${strategy}: ${holds ? "holds" : `does not hold:\n${stdout}${stderr}`}`,
    );
    return holds;
  });
}
