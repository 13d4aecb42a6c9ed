import { MigrationFormatError } from "../../../errors/classes/migration-source-errors.js";
import { keepParts, type TextPart } from "./marked-sections.js";

/** A file of dbmate, divided. */
export interface DbmateFile {
  readonly up: string;
  readonly down: string;
  /** Whether a section of that direction says `transaction:false`. */
  readonly isWithoutTransaction: { readonly up: boolean; readonly down: boolean };
}

const DIRECTIVE = /^--[ \t]*migrate:(up|down)(?:[ \t]+([^\r\n]*?))?[ \t]*\r?$/gm;

export function hasDirective(text: string, direction: "up" | "down"): boolean {
  return [...text.matchAll(DIRECTIVE)].some(([, found]) => found === direction);
}

/**
 * Divides a file by dbmate's directives.
 *
 * @throws {@link MigrationFormatError} `MIGRATION_FORMAT_INVALID` where dbmate refuses the file
 */
export function divideDbmateFile(path: string, text: string): DbmateFile {
  const directives = [...text.matchAll(DIRECTIVE)].map(({ 0: line, 1: direction, 2: options = "", index }) => ({
    direction,
    start: index,
    bodyStart: index + line.length,
    isWithoutTransaction: /(?:^|\s)transaction:false(?:\s|$)/.test(options),
  }));
  refuseWrongDirectives(path, text, directives);
  const partsOf = (direction: "up" | "down"): readonly TextPart[] =>
    directives.flatMap((directive, index) => {
      const part = { start: directive.bodyStart, end: directives[index + 1]?.start ?? text.length };
      return directive.direction === direction ? [part] : [];
    });
  const isWithout = (direction: "up" | "down"): boolean =>
    directives.some((directive) => directive.direction === direction && directive.isWithoutTransaction);
  return {
    up: keepParts(text, partsOf("up")),
    down: keepParts(text, partsOf("down")),
    isWithoutTransaction: { up: isWithout("up"), down: isWithout("down") },
  };
}

function refuseWrongDirectives(
  path: string,
  text: string,
  directives: readonly { readonly direction: string | undefined; readonly start: number }[],
): void {
  const cure = "Correct the file";
  const [first] = directives;
  if (first === undefined || directives.some(({ direction }, index) => direction !== (index % 2 === 0 ? "up" : "down"))) {
    throw new MigrationFormatError(path, 'dbmate expects "-- migrate:up", then "-- migrate:down"', cure);
  }
  if (directives.length > 2) {
    const problem =
      'it has "-- migrate:up" several times: dbmate runs the first and fails at the second, as both have one version';
    throw new MigrationFormatError(path, problem, "Split it into files");
  }
  if (directives.length % 2 === 1)
    throw new MigrationFormatError(path, 'dbmate expects a "-- migrate:down" after "-- migrate:up"', cure);
  const before = text.slice(0, first.start).split("\n");
  if (before.some((line) => /\S/.test(line) && !/^\s*--/.test(line))) {
    throw new MigrationFormatError(path, 'it has statements before "-- migrate:up", which dbmate refuses', cure);
  }
}
