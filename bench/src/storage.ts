import { mkdirSync, statfsSync } from "node:fs";

const FILE_SYSTEM_NAMES: Readonly<Record<number, string>> = {
  0x01021994: "tmpfs",
  0x858458f6: "ramfs",
  0xef53: "ext4",
  0x9123683e: "btrfs",
  0x58465342: "xfs",
  0x794c7630: "overlayfs",
  0x1a: "apfs",
};

/** The kind of file system of an absolute folder, which is made where it is missing. */
export function fileSystemOf(directory: string): string {
  mkdirSync(directory, { recursive: true });
  const { type } = statfsSync(directory);
  return FILE_SYSTEM_NAMES[type] ?? `file system 0x${type.toString(16)}`;
}
