import { inspect } from "node:util";

import { loadLate } from "../errors/load-late.js";
import { misuseRangeError, misuseTypeError } from "../errors/misuse-error.js";

/** Where an option stands, for messages. */
export interface OptionLocation {
  /** Absolute path of the configuration file; absent for a configuration given in code. */
  readonly file: string | undefined;
  /** What has the options where no file does. @defaultValue `picklejar configuration` */
  readonly subject?: string;
  /** What stands before the option's name: empty, or `databases.audit.`. */
  readonly prefix: string;
}

/** An option of the wrong kind: names the option, the wish, the value and the file. */
export function optionTypeError(place: OptionLocation, option: string, wish: string, value: unknown): TypeError {
  return misuseTypeError(`${nameOption(place, option)} must be ${wish}; got ${describeValue(value)}`);
}

/** An option that is none of its choices: names them all, and the nearest. */
export function optionRangeError(
  place: OptionLocation,
  option: string,
  choices: readonly string[],
  value: unknown,
): RangeError {
  const wish = `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`;
  const suggestion = typeof value === "string" ? suggest(value, choices) : "";
  return misuseRangeError(`${nameOption(place, option)} must be ${wish}; got ${describeValue(value)}.${suggestion}`);
}

/** An option that does not exist: suggests the nearest that does, else lists them. */
export function unknownOptionError(place: OptionLocation, option: string, options: readonly string[]): TypeError {
  const suggestion = suggest(option, options);
  const list = suggestion === "" ? ` The options are ${options.join(", ")}.` : suggestion;
  return misuseTypeError(`${nameOption(place, option)} is not an option.${list}`);
}

/** `"/app/picklejar.config.mjs": databases.audit.seed`, the subject of a message. */
export function nameOption(place: OptionLocation, option: string): string {
  return `${place.file === undefined ? (place.subject ?? "picklejar configuration") : `"${place.file}"`}: ${place.prefix}${option}`;
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

/** ` Did you mean "strategy"?`, or nothing when no name is near. */
export function suggest(word: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const { closest, distance } = loadLate("fastest-levenshtein");
  const nearest = closest(word.toLowerCase(), known);
  const isNear = distance(word.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, Math.floor(nearest.length / 3));
  return isNear ? ` Did you mean "${nearest}"?` : "";
}
