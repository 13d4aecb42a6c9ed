const FILE_MAGIC = Buffer.from("SQLite format 3\0", "latin1");

/** Reads the page size from the beginning of a database file; `undefined` where that is none, as where it is encrypted. */
export function pageBytesOf(header: Buffer): number | undefined {
  if (header.length < 100 || header.compare(FILE_MAGIC, 0, FILE_MAGIC.length, 0, FILE_MAGIC.length) !== 0) return undefined;
  const size = header.readUInt16BE(16);
  // 65,536 does not fit into two bytes: it is written as 1.
  if (size === 1) return 65_536;
  return size >= 512 && (size & (size - 1)) === 0 ? size : undefined;
}
