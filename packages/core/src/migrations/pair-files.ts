import { MigrationDuplicateError, MigrationFileUnknownError } from "../errors/migration-source-errors.js";
import type { ClassifiedFile } from "./classify-file.js";

/** The files of one migration. */
export interface PairedFiles {
  readonly up: ClassifiedFile;
  readonly down: ClassifiedFile | undefined;
}

/**
 * Puts ups and downs together: those of one name, else those of one version.
 *
 * @throws {@link MigrationDuplicateError} `MIGRATION_DUPLICATE` when two files claim one direction.
 * @throws {@link MigrationFileUnknownError} `MIGRATION_FILE_UNKNOWN` for a down without an up, and for a file without a version among
 * files that have one.
 */
export function pairFiles(files: readonly ClassifiedFile[]): PairedFiles[] {
  refuseUnversioned(files);
  const ups = files.filter(({ direction }) => direction === "up");
  const downOf = new Map<ClassifiedFile, ClassifiedFile>();
  const unnamed: ClassifiedFile[] = [];
  const upsOfName = indexUps(ups, nameKey);
  const upsOfVersion = indexUps(ups, versionKey);
  for (const down of files.filter(({ direction }) => direction === "down")) {
    const candidates = upsOfName.get(nameKey(down) ?? "");
    if (candidates === undefined) unnamed.push(down);
    else pair(down, candidates, downOf);
  }
  for (const down of unnamed) {
    const candidates = upsOfVersion.get(versionKey(down) ?? "");
    if (candidates === undefined)
      throw new MigrationFileUnknownError(down.path, "there is no way up that belongs to this way down");
    const open = candidates.filter((up) => !downOf.has(up));
    pair(down, open.length === 0 ? candidates : open, downOf);
  }
  return ups.map((up) => ({ up, down: downOf.get(up) }));
}

type PairingKey = (file: ClassifiedFile) => string | undefined;

const nameKey: PairingKey = ({ directory, name, kind }) => (kind === "sql" ? JSON.stringify([directory, name]) : undefined);

const versionKey: PairingKey = ({ directory, version, kind }) =>
  kind === "sql" && version !== undefined ? JSON.stringify([directory, version]) : undefined;

function indexUps(ups: readonly ClassifiedFile[], keyOf: PairingKey): Map<string, ClassifiedFile[]> {
  const index = new Map<string, ClassifiedFile[]>();
  for (const up of ups) {
    const key = keyOf(up);
    if (key !== undefined) index.set(key, [...(index.get(key) ?? []), up]);
  }
  return index;
}

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

/** `schema.sql` beside `001_init.sql` is no migration, and would run last. */
function refuseUnversioned(files: readonly ClassifiedFile[]): void {
  const versioned = new Set(files.filter(({ version }) => version !== undefined).map(({ listedIn }) => listedIn));
  const stray = files.find((file) => file.version === undefined && versioned.has(file.listedIn));
  if (stray !== undefined) {
    const problem = /^\d/.test(stray.name)
      ? "after its number comes neither a sign, as _ or -, nor one small letter and a sign (002b_name)"
      : "its name does not begin with a number, as those of its neighbours do";
    throw new MigrationFileUnknownError(stray.path, problem);
  }
}

function pathsOf(files: readonly ClassifiedFile[]): string[] {
  return files.map(({ path }) => path);
}
