import { dirname } from "node:path";

import { loadSqlite } from "../sqlite/load-sqlite.js";
import { findOwnPackage, findPackage } from "./find-package.js";
import type { FingerprintInput } from "./fingerprint.js";

let versions: readonly FingerprintInput[] | undefined;

/** Versions of the programs that make a template, in a fixed order: they cannot change while a process runs. */
export function readProgramVersions(): readonly FingerprintInput[] {
  versions ??= [
    { kind: "version", name: "sqlite", digest: readSqliteVersion() },
    {
      kind: "version",
      name: "better-sqlite3",
      digest: findPackage("better-sqlite3", import.meta.dirname)?.version ?? "unknown",
    },
    { kind: "version", name: "umzug", digest: findPackage("umzug", import.meta.dirname)?.version ?? "unknown" },
    { kind: "version", name: "picklejar", digest: findOwnPackage(dirname(import.meta.dirname))?.version ?? "unknown" },
  ];
  return versions;
}

/** Its number, and the source that it was built from: a distribution may patch it. */
function readSqliteVersion(): string {
  const database = new (loadSqlite())(":memory:");
  try {
    return String(database.prepare("SELECT sqlite_version() || ' ' || sqlite_source_id()").pluck().get());
  } finally {
    database.close();
  }
}
