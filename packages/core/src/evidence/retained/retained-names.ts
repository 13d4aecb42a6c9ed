import { basename } from "node:path";

/** A scenario that failed, as far as its database's name and its report need it. */
export interface FailedScenario {
  /** Path of the feature file, as the test runner says it. */
  readonly uri: string;
  /** The feature's name; may be empty. */
  readonly feature: string;
  /** The scenario's name; may be empty. */
  readonly name: string;
  /** From 1; 0 where its runner does not say. */
  readonly line: number;
  /** 1 is the first. */
  readonly attempt: number;
  /** What its runner calls it. @defaultValue `"scenario"` */
  readonly kind?: string;
}

/** Names of files have 255 bytes on most systems: two of these, number, line and database fit. */
const LONGEST_PART_BYTES = 60;
const LONGEST_DATABASE_BYTES = 30;

/**
 * Names a retained database for people: `03-Orders-Ann-pays-L12`, without a suffix. Only letters, digits, `-` and `_`, of any script,
 * so that no shell, file system or archive minds. The number is unique in its run, and so is the name. All attempts of a test have the
 * same.
 */
export function retainedNameOf(number: number, { uri, feature, name, line }: FailedScenario, database: string): string {
  const parts = [
    String(number).padStart(2, "0"),
    shorten(feature || basename(uri.replaceAll("\\", "/"), ".feature"), LONGEST_PART_BYTES),
    shorten(name, LONGEST_PART_BYTES) || "unnamed",
    line === 0 ? "" : `L${line}`,
    database === "default" ? "" : shorten(database, LONGEST_DATABASE_BYTES),
  ];
  return parts.filter((part) => part !== "").join("-");
}

/** Where a test is written, for people. */
export function placeOf({ uri, line }: FailedScenario): string {
  return line === 0 ? uri : `${uri}:${line}`;
}

/** Whether a file may be picklejar's, by its name; what its record says decides. */
export function isRetainedFileName(name: string): boolean {
  return /^\d{2,}-[\p{L}\p{N}\p{M}_-]+\.(?:json|html|states|db|db-wal|db-shm|db-journal)$/u.test(name);
}

function shorten(text: string, limitBytes: number): string {
  const label = text
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}\p{M}_]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
  let short = "";
  for (const character of label) {
    if (Buffer.byteLength(short + character) > limitBytes) break;
    short += character;
  }
  return short.replaceAll(/-+$/g, "");
}
