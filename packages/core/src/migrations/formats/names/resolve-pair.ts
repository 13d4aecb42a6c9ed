import { readText } from "../../files/read-text.js";
import { checksumOf, type MigrationStep, type ResolvedMigration } from "../../files/resolved-migration.js";
import { findSection, type SectionKinds } from "../sections/find-section.js";
import { holdsBothWays, refuseBothWays } from "../sections/refuse-both-ways.js";
import type { PairedFiles } from "./pair-files.js";
import { refuseConditions } from "./refuse-other-rules.js";

/**
 * Reads the way up of a migration; the way down is read when it is used.
 *
 * @param marks those that divide a file into both ways
 * @throws `MIGRATION_FILE_UNKNOWN` for a file with both ways; `MIGRATION_UNREADABLE`
 */
export function resolvePair({ up, down }: PairedFiles, marks: SectionKinds): ResolvedMigration {
  const text = readText(up.path);
  const migration = { name: up.name, path: up.path, checksum: checksumOf(text) };
  if (up.kind === "module") {
    const step: MigrationStep = { kind: "module", path: up.path };
    return { ...migration, up: step, down: step };
  }
  refuseConditions(up.path, text);
  refuseBothWays(up.path, text, marks, "sql");
  const step: MigrationStep = { kind: "sql", path: up.path, text };
  return down === undefined ? { ...migration, up: step } : { ...migration, up: step, down: lazyStep(down.path) };
}

/** Most processes never go down, so they need not read these files. */
function lazyStep(path: string): MigrationStep {
  return {
    kind: "sql",
    path,
    get text() {
      const text = readText(path);
      const section = findSection(text, "up");
      if (section !== undefined && findSection(text, "down") !== undefined) throw holdsBothWays(path, section, "sql");
      return text;
    },
  };
}
