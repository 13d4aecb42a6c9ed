import { Run } from "../../runs/run.js";
import { readRunRecord, writeRunRecord } from "../../record/run-record.js";
import { loadSqlite } from "../../sqlite/load-sqlite.js";
import { findPackage, findPicklejar, type FoundPackage } from "../../modules/find-package.js";
import type { FingerprintInput } from "./fingerprint-input.js";

/** Of this process: the programs that it has loaded do not change. */
let versions: readonly FingerprintInput[] | undefined;

/** Versions of the programs that make a template, in a fixed order. */
export function readProgramVersions(): readonly FingerprintInput[] {
  if (versions === undefined) {
    const driver = findPackage("better-sqlite3", import.meta.dirname);
    versions = [
      { kind: "version", name: "sqlite", digest: findSqliteVersion(driver) },
      { kind: "version", name: "better-sqlite3", digest: driver?.version ?? "unknown" },
      { kind: "version", name: "umzug", digest: findPackage("umzug", import.meta.dirname)?.version ?? "unknown" },
      { kind: "version", name: "picklejar", digest: findPicklejar(import.meta.dirname)?.version ?? "unknown" },
    ];
  }
  return versions;
}

/** In the run's record, so that other processes of the run need not load SQLite to ask. */
interface RecordedSqliteVersion {
  /** Folder, version and Node of the driver that was asked. */
  readonly driver: string;
  readonly sqliteVersion: string;
}

const RECORD = "sqlite-version";

function findSqliteVersion(driver: FoundPackage | undefined): string {
  const run = Run.current();
  const asked = `${driver?.directory} ${driver?.version} ${process.version}`;
  const recorded = run === undefined ? undefined : readRunRecord<RecordedSqliteVersion>(run, RECORD);
  if (recorded?.driver === asked) return recorded.sqliteVersion;
  const sqliteVersion = readSqliteVersion();
  if (run !== undefined) writeRunRecord(run, RECORD, { driver: asked, sqliteVersion } satisfies RecordedSqliteVersion);
  return sqliteVersion;
}

/** With the source that it was built from: a distribution may patch it. */
function readSqliteVersion(): string {
  const database = new (loadSqlite())(":memory:");
  try {
    return String(database.prepare("SELECT sqlite_version() || ' ' || sqlite_source_id()").pluck().get());
  } finally {
    database.close();
  }
}
