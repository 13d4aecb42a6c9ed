import type { ScriptPart } from "../sql/outline-script.js";
import { wordsOf } from "../sql/split-statements.js";
import { SqlScanner } from "../sql/sql-scanner.js";

/** Finds the first statement that may attach a file or write one with `VACUUM INTO`. A temporary database and one in memory have no file. */
export function findAttachedFile(sql: string, parts: readonly ScriptPart[]): ScriptPart | undefined {
  return parts.find(
    (part) =>
      (part.kind === "attach" && !isWithoutFile(sql, part)) ||
      (part.kind === "vacuum" && [...wordsOf(sql, part)].includes("INTO")),
  );
}

/** Says why a template cannot be built from a migration that attaches a file. */
export function attachedFileError(): Error {
  return new Error(
    "it attaches a database file, or writes one with VACUUM INTO. A template is one file: tests would miss what is written to another file, and no " +
      "fingerprint covers what is read from it. A build does not remove what it wrote outside its database. Give that database its own entry (databases in the configuration), put the data into the " +
      "migration, or attach ':memory:' for scratch tables",
  );
}

function isWithoutFile(sql: string, { start, end }: ScriptPart): boolean {
  const scanner = new SqlScanner(sql.slice(start, end));
  scanner.next();
  scanner.next();
  if (scanner.text === "DATABASE") scanner.next();
  const name = /^(?:'(.*)'|"(.*)"|`(.*)`|\[(.*)\])$/s
    .exec(scanner.written)
    ?.slice(1)
    .find((text) => text !== undefined);
  scanner.next();
  return (name === "" || name === ":memory:") && ["AS", "KEY"].includes(scanner.text);
}
