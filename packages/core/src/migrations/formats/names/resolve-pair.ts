import { MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import { readText } from "../../files/read-text.js";
import { checksumOf, type MigrationStep, type ResolvedMigration } from "../../files/resolved-migration.js";
import { describeBothWays, findSection, type Section, type SectionKinds } from "../sections/find-section.js";
import type { PairedFiles } from "./pair-files.js";
import { refuseConditions } from "./refuse-other-rules.js";

/**
 * Reads the way up of a migration; the way down is read when it is used.
 *
 * @param marks those that divide a file into both ways
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN` for a file with both ways; `MIGRATION_UNREADABLE`
 */
export function resolvePair({ up, down }: PairedFiles, marks: SectionKinds): ResolvedMigration {
  const text = readText(up.path);
  const migration = { name: up.name, path: up.path, checksum: checksumOf(text) };
  if (up.kind === "module") {
    const step: MigrationStep = { kind: "module", path: up.path };
    return { ...migration, up: step, down: step };
  }
  refuseConditions(up.path, text);
  const section = findSection(text, "down", marks);
  if (section !== undefined) throw holdsBothWays(up.path, section);
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
      if (section !== undefined && findSection(text, "down") !== undefined) throw holdsBothWays(path, section);
      return text;
    },
  };
}

function holdsBothWays(path: string, section: Section): MigrationFileUnknownError {
  return new MigrationFileUnknownError(
    path,
    describeBothWays(section),
    'Split it into .up.sql and .down.sql. If what follows belongs to the same way, reword the comment, or set format: "sql", with which only marks of tools count',
  );
}
