import { MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import { describeBothWays, findSection, type Section, type SectionKinds } from "./find-section.js";

/**
 * Refuses a way up that also holds its way down.
 *
 * @param path absolute
 * @param marks those that count
 * @param format the value of the option `format` with which only marks of tools count
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN`
 */
export function refuseBothWays(path: string, sql: string, marks: SectionKinds, format: string): void {
  const section = findSection(sql, "down", marks);
  if (section !== undefined) throw holdsBothWays(path, section, format);
}

/** The error about a file that holds both ways. */
export function holdsBothWays(path: string, section: Section, format: string): MigrationFileUnknownError {
  return new MigrationFileUnknownError(
    path,
    describeBothWays(section),
    `Split it into .up.sql and .down.sql. If what follows belongs to the same way, reword the comment, or set format: "${format}", with which only marks of tools count`,
  );
}
