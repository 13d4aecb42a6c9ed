import { constants, existsSync, fstatSync, lstatSync, readdirSync, readFileSync, statSync, type Stats } from "node:fs";

import { attempt } from "../../errors/attempt.js";

/** Where a system lists the descriptors of the process that looks; `undefined` where it does not. */
const DESCRIPTORS = process.platform === "linux" ? "/proc/self/fd" : process.platform === "darwin" ? "/dev/fd" : undefined;

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

/** Whether this process (any thread of it, any library in it) has a file open. Throws as {@link listOpenInProcess} does. */
export function isOpenInProcess(file: OpenFile): boolean {
  return listOpenInProcess([file])[0]?.length !== 0;
}

/**
 * Gives the descriptors by which this process has each of some files open; none where the system does not say.
 *
 * @throws what `fs` throws where they cannot be listed, for example because this process may open no further file
 * @remarks 1 µs a descriptor: each is asked, since its number alone proves nothing. Listing them takes as long again. That is not needed while their
 * number is the same, and each still leads to the file that it led to when they were listed last.
 */
export function listOpenInProcess(files: readonly OpenFile[]): readonly (readonly number[])[] {
  const total = countDescriptors();
  const isAsListed = total > 0 && total === listed.length && listed.every(isUnchanged) && total === countDescriptors();
  if (!isAsListed) listed = listOpenFiles();
  return files.map((file) => listed.filter((open) => isSameFile(open, file)).map(({ number }) => number));
}

/** How many descriptors this process has open, by one `stat`; 0 where the system does not say. Linux says so from 6.2 on. */
export function countDescriptors(): number {
  return process.platform === "linux" ? (statSync("/proc/self/fd", { throwIfNoEntry: false })?.size ?? 0) : 0;
}

/**
 * Whether SQLite opened a descriptor of this process: SQLite never follows links, which hardly any other program asks for.
 *
 * @returns `undefined` where the system does not say how a file was opened
 */
export function isOpenedBySqlite(descriptor: number): boolean | undefined {
  const info = attempt(() => readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"));
  const flags = /^flags:\s*([0-7]+)$/m.exec(info ?? "")?.[1];
  return flags === undefined ? undefined : (Number.parseInt(flags, 8) & constants.O_NOFOLLOW) !== 0;
}

/** Whether a path still leads to a file or folder, without following a link. */
export function isFileAt(path: string, file: OpenFile): boolean {
  const stats = attempt(() => lstatSync(path));
  return stats !== undefined && isSameFile(stats, file);
}

export function isSameFile(one: OpenFile, { dev, ino }: OpenFile): boolean {
  return one.ino === ino && one.dev === dev;
}

function isUnchanged(descriptor: Descriptor): boolean {
  const stats = statOf(descriptor.number);
  return stats !== undefined && isSameFile(stats, descriptor);
}

function listOpenFiles(): readonly Descriptor[] {
  const numbers = DESCRIPTORS === undefined ? [] : readdirSync(DESCRIPTORS).map(Number);
  return numbers.flatMap((number) => {
    const stats = statOf(number);
    return stats === undefined ? [] : [{ number, dev: stats.dev, ino: stats.ino }];
  });
}

/** `undefined` for one that was closed since, such as the one by which the folder itself was read. */
function statOf(descriptor: number): Stats | undefined {
  return attempt(() => fstatSync(descriptor));
}
