import Database from "better-sqlite3";

import { runStep } from "../run-step.mjs";

/** Tools that turn foreign keys on before they run a script. */
const WITH_FOREIGN_KEYS = new Set(["sqlx", "d1"]);

/** Tools that run each script in a transaction, unless it says otherwise. */
const WITH_TRANSACTION = new Set(["sqlx", "golang-migrate", "goose", "diesel"]);
const WITHOUT_TRANSACTION = /^-- no-transaction|^-- \+goose NO TRANSACTION/m;

/** Runs scripts in their order, each with the row of the owner's ledger, with the `sqlite3` command or with better-sqlite3. */
export async function runScripts(path, scripts, ledger, { owner, driver = "sqlite3" }) {
  const settings = `PRAGMA synchronous = OFF; PRAGMA foreign_keys = ${WITH_FOREIGN_KEYS.has(owner) ? "ON" : "OFF"};\n`;
  const run = driver === "sqlite3" ? runCommand : runDriver;
  if (ledger !== undefined) await run(path, `${settings}${ledger.create}`);
  for (const script of scripts) {
    const { name, text } = script;
    const row = ledger === undefined ? "" : ledger.insert(script);
    const isWrapped = WITH_TRANSACTION.has(owner) && !script.isAlone && !WITHOUT_TRANSACTION.test(text);
    const [begin, commit] = isWrapped ? ["BEGIN;", "COMMIT;"] : ["", ""];
    try {
      await run(path, `${settings}${begin}\n${text}\n;\n${row}\n${commit}\n`);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`, { cause: error });
    }
  }
}

async function runCommand(path, sql) {
  await runStep("sqlite3", ["-init", "/dev/null", "-batch", "-bail", path], { input: sql });
}

async function runDriver(path, sql) {
  const database = new Database(path);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}
