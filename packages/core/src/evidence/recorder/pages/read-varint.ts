/** Reads an integer of one to nine bytes, as SQLite writes lengths and rowids: signed where it has all 64 bits. */
export function readVarint(bytes: Buffer, offset: number): { readonly value: bigint; readonly end: number } {
  // Up to four bytes are nearly all there are, and need no bigint on the way.
  let small = 0;
  for (let index = 0; index < 4; index++) {
    const byte = bytes[offset + index] ?? 0;
    small = small * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value: BigInt(small), end: offset + index + 1 };
  }
  let value = BigInt(small);
  for (let index = 4; index < 8; index++) {
    const byte = bytes[offset + index] ?? 0;
    value = value * 128n + BigInt(byte & 0x7f);
    if (byte < 0x80) return { value, end: offset + index + 1 };
  }
  return { value: BigInt.asIntN(64, value * 256n + BigInt(bytes[offset + 8] ?? 0)), end: offset + 9 };
}
