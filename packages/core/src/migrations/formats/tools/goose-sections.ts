import { MigrationFormatError } from "../../../errors/classes/migration-source-errors.js";
import { splitStatements } from "../../sql/split-statements.js";
import { keepParts } from "./marked-sections.js";

/** A file of goose, divided. */
export interface GooseFile {
  readonly up: string;
  /** Absent without `+goose Down`. */
  readonly down: string | undefined;
  /** Whether it says `NO TRANSACTION`. */
  readonly isWithoutTransaction: boolean;
}

/** Any line that goose, or its author, may take for an annotation. */
const ANNOTATION = /^[^\S\n]*--[^\n]*\+goose[^\n]*$/gim;
const WRITTEN = /^--[ \t]*\+goose[ \t]+([^\r\n]*?)[ \t]*\r?$/i;

const KNOWN = /^(?:UP|DOWN|STATEMENTBEGIN|STATEMENTEND|NO TRANSACTION|ENVSUB(?:ST)? (?:ON|OFF))$/;

export function isGooseText(text: string): boolean {
  return /^--[ \t]*\+goose[ \t]+up[ \t]*\r?$/im.test(text);
}

/**
 * Divides a file by goose's annotations. Those for single statements need nothing: SQLite knows where a statement ends.
 *
 * @throws {@link MigrationFormatError} `MIGRATION_FORMAT_INVALID`
 */
export function divideGooseFile(path: string, text: string): GooseFile {
  const annotations = [...text.matchAll(ANNOTATION)].map(({ 0: line, index }) => ({
    kind: (WRITTEN.exec(line)?.[1] ?? "").toUpperCase().replaceAll(/\s+/g, " "),
    start: index,
    end: index + line.length,
  }));
  if (annotations.some(({ kind }) => /^ENVSUB(?:ST)? ON$/.test(kind))) {
    throw new MigrationFormatError(
      path,
      "it has +goose ENVSUB ON, and what it makes depends on the environment",
      "Run goose as migrate, in place of migrations",
    );
  }
  const unknown = annotations.find(({ kind }) => !KNOWN.test(kind));
  if (unknown !== undefined) {
    const problem = `goose does not know ${JSON.stringify(text.slice(unknown.start, unknown.end).trimEnd())}, and ignores or refuses it`;
    throw new MigrationFormatError(path, problem, "Correct the annotation");
  }
  const [up, ...moreUps] = annotations.filter(({ kind }) => kind === "UP");
  const [down, ...moreDowns] = annotations.filter(({ kind }) => kind === "DOWN");
  if (up === undefined || moreUps.length + moreDowns.length > 0 || (down !== undefined && down.start < up.start)) {
    throw new MigrationFormatError(
      path,
      "goose expects one -- +goose Up, and below it at most one -- +goose Down",
      "Correct the annotations",
    );
  }
  const [before] = splitStatements(text, { start: 0, end: up.start });
  if (before !== undefined) {
    const problem = `"${before.word} …" is above -- +goose Up, where goose refuses statements`;
    throw new MigrationFormatError(path, problem, "Move it below that line");
  }
  return {
    up: keepParts(text, [{ start: up.end, end: down?.start ?? text.length }]),
    down: down && keepParts(text, [{ start: down.end, end: text.length }]),
    isWithoutTransaction: annotations.some(({ kind }) => kind === "NO TRANSACTION"),
  };
}
