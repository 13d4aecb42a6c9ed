import { constants, existsSync, fstatSync, lstatSync, readdirSync, readFileSync, statSync, type Stats } from "node:fs";

/** Where a system lists the descriptors of the process that looks; `undefined` where it does not. */
const DESCRIPTORS = new Map<NodeJS.Platform, string>([
  ["linux", "/proc/self/fd"],
  ["darwin", "/dev/fd"],
]).get(process.platform);

/** A file by its device and inode. */
export type OpenFile = Pick<Stats, "dev" | "ino">;

interface Descriptor extends OpenFile {
  readonly number: number;
}

/** What this process had open when that was listed last. */
let listed: readonly Descriptor[] = [];

/** Whether this system can say what the process has open. */
export function canListDescriptors(): boolean {
  return DESCRIPTORS !== undefined && existsSync(DESCRIPTORS);
}

/**
 * Whether this process (any thread of it, any library in it) has a file open. See {@link listOpenInProcess}.
 *
 * @throws as that
 */
export function isOpenInProcess(file: OpenFile): boolean {
  return listOpenInProcess([file])[0]?.length !== 0;
}

/**
 * Gives the descriptors by which this process has each of some files open; none where the system does not say.
 *
 * @throws what `fs` throws where they cannot be listed, as where this process may open no further file
 * @remarks 1 µs a descriptor: each is asked, as its number alone proves nothing. To list them takes as long again, and is done only when others are
 * open than those that were listed last: while each of these leads to the same file, and there are as many as all there are, they are all.
 */
export function listOpenInProcess(files: readonly OpenFile[]): readonly (readonly number[])[] {
  const total = countDescriptors();
  const isAsListed = total > 0 && total === listed.length && listed.every(isUnchanged) && total === countDescriptors();
  if (!isAsListed) listed = listOpenFiles();
  return files.map((file) => listed.filter((open) => isSameFile(open, file)).map(({ number }) => number));
}

/** How many descriptors this process has open: one `stat`, of the folder's size, from Linux 6.2 on; 0 elsewhere. */
export function countDescriptors(): number {
  return process.platform === "linux" ? (statSync("/proc/self/fd", { throwIfNoEntry: false })?.size ?? 0) : 0;
}

/**
 * Whether SQLite opened a descriptor of this process: it never follows links, which hardly anybody else asks for.
 *
 * @returns `undefined` where the system does not say how a file was opened
 */
export function isOpenedBySqlite(descriptor: number): boolean | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"))?.[1];
    return flags === undefined ? undefined : (Number.parseInt(flags, 8) & constants.O_NOFOLLOW) !== 0;
  } catch {
    return undefined;
  }
}

/** Whether `stat` leads to one of these files: also of a descriptor in another process, by its path under `/proc`. */
export function isOneOf(stats: OpenFile, files: readonly OpenFile[]): boolean {
  return files.some((file) => isSameFile(stats, file));
}

/** Whether a path, itself and not by a link, still leads to a file or folder. */
export function isFileAt(path: string, file: OpenFile): boolean {
  try {
    return isSameFile(lstatSync(path), file);
  } catch {
    return false;
  }
}

function isUnchanged(descriptor: Descriptor): boolean {
  const stats = statOf(descriptor.number);
  return stats !== undefined && isSameFile(stats, descriptor);
}

function listOpenFiles(): readonly Descriptor[] {
  return listDescriptors().flatMap((number) => {
    const stats = statOf(number);
    return stats === undefined ? [] : [{ number, dev: stats.dev, ino: stats.ino }];
  });
}

/** `undefined` for one that was closed since: that by which the folder itself was read, at least. */
function statOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined;
  }
}

function isSameFile(one: OpenFile, { dev, ino }: OpenFile): boolean {
  return one.ino === ino && one.dev === dev;
}

function listDescriptors(): readonly number[] {
  return DESCRIPTORS === undefined ? [] : readdirSync(DESCRIPTORS).map(Number);
}
