import { inspect } from "node:util";

import { loadLate } from "../errors/load-late.js";
import { misuseRangeError, misuseTypeError } from "../errors/misuse-error.js";

/** Where an option is set, for messages. */
export interface OptionLocation {
  /** Absolute path of the configuration file; absent for a configuration given in code. */
  readonly file: string | undefined;
  /** What has the options if there is no file. @defaultValue `picklejar configuration` */
  readonly subject?: string;
  /** What comes before the option's name: empty, or `databases.audit.`. */
  readonly prefix: string;
}

/** An option of the wrong kind: `seed: expected a function, got 42`. `hint` follows as it is. */
export function optionTypeError(
  location: OptionLocation,
  option: string,
  expected: string,
  value: unknown,
  hint = "",
): TypeError {
  return misuseTypeError(`${nameOption(location, option)}: expected ${expected}, got ${describeValue(value)}${hint}`);
}

/** The same for a value of the right kind that is outside the range, or none of the choices: then it suggests the nearest one. */
export function optionRangeError(
  location: OptionLocation,
  option: string,
  expected: string | readonly string[],
  value: unknown,
): RangeError {
  const isText = typeof expected === "string";
  const wanted = isText ? expected : `one of ${expected.map((choice) => JSON.stringify(choice)).join(", ")}`;
  const suggestion = isText || typeof value !== "string" ? "" : suggest(value, expected);
  return misuseRangeError(`${nameOption(location, option)}: expected ${wanted}, got ${describeValue(value)}${suggestion}`);
}

/** An option that does not exist: suggests the nearest that does, otherwise lists them. */
export function unknownOptionError(location: OptionLocation, option: string, options: readonly string[]): TypeError {
  const advice = suggest(option, options) || `. The options are ${options.join(", ")}.`;
  return misuseTypeError(`${nameOption(location, option)} is not an option${advice}`);
}

/** The beginning of a message: `"/app/picklejar.config.mjs": databases.audit.seed`. */
export function nameOption({ file, subject = "picklejar configuration", prefix }: OptionLocation, option: string): string {
  return `${file === undefined ? subject : `"${file}"`}: ${prefix}${option}`;
}

/** A value as people would write it, on one line and short. */
export function describeValue(value: unknown): string {
  return inspect(value, {
    depth: 1,
    breakLength: Number.POSITIVE_INFINITY,
    maxArrayLength: 5,
    maxStringLength: 80,
    compact: true,
  });
}

/** `. Did you mean "strategy"?`, to end a sentence; empty if no name is near. */
export function suggest(word: string, known: readonly string[]): string {
  const nearest = findNearest(word, known);
  return nearest === undefined ? "" : `. Did you mean "${nearest}"?`;
}

/** Finds the name that was probably meant. */
export function findNearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const { closest, distance } = loadLate("fastest-levenshtein");
  const nearest = closest(word.toLowerCase(), known);
  const isNear = distance(word.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, Math.floor(nearest.length / 3));
  return isNear ? nearest : undefined;
}
