import { MigrationDuplicateError, MigrationFileUnknownError } from "../../../errors/classes/migration-source-errors.js";
import { groupBy } from "../../files/group-by.js";
import { pathsOf, type ClassifiedFile } from "./classified-file.js";
import { isUndoName } from "./version-of-name.js";

/** The files of one migration. */
export interface PairedFiles {
  readonly up: ClassifiedFile;
  readonly down: ClassifiedFile | undefined;
}

/**
 * Pairs ways up and down: by name, otherwise by version.
 *
 * @throws {@link MigrationDuplicateError} `MIGRATION_DUPLICATE` if two files claim one direction
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN` for a way down without a way up, and for a file without a version among
 * files that have one
 */
export function pairFiles(files: readonly ClassifiedFile[]): PairedFiles[] {
  refuseUnversioned(files);
  const ups = files.filter(({ direction }) => direction === "up");
  const downOf = new Map<ClassifiedFile, ClassifiedFile>();
  const unnamed: ClassifiedFile[] = [];
  const upsOfName = groupBy(ups, nameKey);
  const upsOfVersion = groupBy(ups, versionKey);
  for (const down of files.filter(({ direction }) => direction === "down")) {
    const candidates = upsOfName.get(nameKey(down) ?? "");
    if (candidates === undefined) unnamed.push(down);
    else pair(down, candidates, downOf);
  }
  for (const down of unnamed) {
    const candidates = upsOfVersion.get(versionKey(down) ?? "");
    if (candidates === undefined) throw new MigrationFileUnknownError(down.path, missingUp(down));
    const open = candidates.filter((up) => !downOf.has(up));
    pair(down, open.length === 0 ? candidates : open, downOf);
  }
  return ups.map((up) => ({ up, down: downOf.get(up) }));
}

type PairingKey = (file: ClassifiedFile) => string | undefined;

/** On some systems `é` is two characters. */
const nameKey: PairingKey = ({ directory, pairName, kind }) =>
  kind === "sql" ? JSON.stringify([directory, pairName.normalize("NFC")]) : undefined;

const versionKey: PairingKey = ({ directory, version, kind }) =>
  kind === "sql" && version !== undefined ? JSON.stringify([directory, version]) : undefined;

function pair(down: ClassifiedFile, ups: readonly ClassifiedFile[], downOf: Map<ClassifiedFile, ClassifiedFile>): void {
  const [up] = ups;
  if (up === undefined || ups.length > 1) {
    const label = down.version ?? down.name;
    throw new MigrationDuplicateError(label, `"${down.path}" could be the way down of several migrations`, pathsOf(ups));
  }
  const other = downOf.get(up);
  if (other !== undefined) {
    throw new MigrationDuplicateError(up.name, `Migration "${up.name}" has two ways down`, pathsOf([other, down]));
  }
  downOf.set(up, down);
}

function missingUp({ name }: ClassifiedFile): string {
  const refinery = isUndoName(name) ? " (refinery's U files are ways up: rename it to V)" : "";
  return `this way down has no way up${refinery}`;
}

/** `schema.sql` beside `001_init.sql` is not a migration, and would run last. */
function refuseUnversioned(files: readonly ClassifiedFile[]): void {
  const versioned = new Map<string, ClassifiedFile>();
  for (const file of files) if (file.version !== undefined) versioned.set(file.listedIn, file);
  for (const file of files) {
    const neighbour = versioned.get(file.listedIn);
    if (neighbour === undefined || styleOf(file) === styleOf(neighbour)) continue;
    throw new MigrationFileUnknownError(file.version === undefined ? file.path : neighbour.path, problemOf(file, neighbour));
  }
}

function styleOf({ version }: ClassifiedFile): "V" | "number" | undefined {
  return version === undefined ? undefined : version.startsWith("V") ? "V" : "number";
}

function problemOf(stray: ClassifiedFile, neighbour: ClassifiedFile): string {
  if (stray.version !== undefined) return `its number begins differently from that of "${stray.path}"`;
  if (/^\d/.test(stray.name)) {
    return "the number must be followed by _, -, or one lower-case letter and then _ or - (for example 002b_name)";
  }
  const beginning = styleOf(neighbour) === "V" ? "V and a number" : "a number";
  return `its name does not begin with ${beginning} like those of its neighbours`;
}
