import { MigrationFormatError } from "../../../errors/migration-source-errors.js";
import { keepParts, type TextPart } from "./marked-sections.js";

/** A file of goose, divided. */
export interface GooseFile {
  readonly up: string;
  readonly down: string;
  /** Whether it says `NO TRANSACTION`. */
  readonly isWithoutTransaction: boolean;
}

const ANNOTATION = /^--[ \t]*\+goose[ \t]+([^\r\n]*?)[ \t]*\r?$/gim;

export function isGooseText(text: string): boolean {
  return /^--[ \t]*\+goose[ \t]+up[ \t]*\r?$/im.test(text);
}

/**
 * Divides a file by goose's annotations. Those for single statements need nothing: SQLite knows where a statement ends.
 *
 * @throws {@link MigrationFormatError} `MIGRATION_FORMAT_INVALID`
 */
export function divideGooseFile(path: string, text: string): GooseFile {
  const annotations = [...text.matchAll(ANNOTATION)].map(({ 0: line, 1: words = "", index }) => ({
    kind: words.toUpperCase().replaceAll(/\s+/g, " "),
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
  const [up, ...moreUps] = annotations.filter(({ kind }) => kind === "UP");
  const [down, ...moreDowns] = annotations.filter(({ kind }) => kind === "DOWN");
  if (up === undefined || moreUps.length + moreDowns.length > 0 || (down !== undefined && down.start < up.start)) {
    throw new MigrationFormatError(
      path,
      "goose expects one -- +goose Up, and below it at most one -- +goose Down",
      "Correct the annotations",
    );
  }
  const whole = (from: TextPart | undefined, to: number): string =>
    from === undefined ? "" : keepParts(text, [{ start: from.end, end: to }]);
  return {
    up: whole(up, down?.start ?? text.length),
    down: whole(down, text.length),
    isWithoutTransaction: annotations.some(({ kind }) => kind === "NO TRANSACTION"),
  };
}
