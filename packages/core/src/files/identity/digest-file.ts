import { createHash } from "node:crypto";

import { readPieces } from "../read-pieces.js";

/**
 * Hex SHA-256 of a file. Its line endings count: a seed may read them, and a literal of SQL may hold them.
 *
 * @throws what `fs` throws
 */
export function digestFile(absolutePath: string): string {
  const sum = createHash("sha256");
  for (const piece of readPieces(absolutePath)) sum.update(piece);
  return sum.digest("hex");
}
