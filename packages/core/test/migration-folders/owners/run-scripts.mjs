import Database from "better-sqlite3";

import { runStep } from "../run-step.mjs";

/** Tools that turn foreign keys on before they run a script. */
const WITH_FOREIGN_KEYS = ["sqlx", "d1"];

/** Runs scripts in their order, each with the row of the owner's ledger, with the `sqlite3` command or with better-sqlite3. */
export async function runScripts(path, scripts, ledger, { owner, driver = "sqlite3" }) {
  const settings = `PRAGMA synchronous = OFF; PRAGMA foreign_keys = ${WITH_FOREIGN_KEYS.includes(owner) ? "ON" : "OFF"};\n`;
  const run = driver === "sqlite3" ? runCommand : runDriver;
  if (ledger !== undefined) await run(path, `${settings}${ledger.create}`);
  for (const { name, text, ...script } of scripts) {
    const row = ledger === undefined ? "" : ledger.insert(script);
    try {
      await run(path, `${settings}${text}\n;\n${row}\n`);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    }
  }
}

async function runCommand(path, sql) {
  await runStep("sqlite3", ["-init", "/dev/null", "-batch", "-bail", path], { input: sql });
}

function runDriver(path, sql) {
  const database = new Database(path);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}
