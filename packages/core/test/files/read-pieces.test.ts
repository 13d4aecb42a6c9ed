import { createHash } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import { digestFile } from "../../src/files/identity/digest-file.js";
import { readIntoMemory } from "../../src/strategies/memory.js";
import { readPieces } from "../../src/files/read-pieces.js";
import { coreDirectory } from "../helpers/create-project.js";
import { createFolder } from "../helpers/create-folder.js";
import { runScript } from "../helpers/run-script.js";

const MIB = 1024 * 1024;

describe("readPieces", () => {
  test.each([0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB + 7])("gives a file of %i bytes whole", (size) => {
    const path = join(createFolder(), "file");
    const content = Buffer.from(Array.from({ length: size }, (_, index) => index % 251));
    writeFileSync(path, content);
    expect(Buffer.concat(copiesOf(path)).equals(content)).toBe(true);
    expect(digestFile(path)).toBe(createHash("sha256").update(content).digest("hex"));
  });
});

describe("a file above 2 GiB", () => {
  test("is hashed in a little memory", { tags: ["long"] }, async () => {
    const path = sparseFile(2 ** 31 + 4096);
    // The peak of this process alone: maxRSS begins with what its parent had.
    const script = `
      import { readFileSync } from "node:fs";
      import { digestFile } from ${JSON.stringify(pathToFileURL(join(coreDirectory, "dist/files/identity/digest-file.js")).href)};
      console.log(JSON.stringify([digestFile(${JSON.stringify(path)}).length, /^VmHWM:\\s+(\\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1] / 1024]));`;
    const { stdout, stderr } = await runScript(script);
    expect(stderr).toBe("");
    const [length, memoryMb] = JSON.parse(stdout) as [number, number];
    expect(length).toBe(64);
    expect(memoryMb).toBeLessThan(300);
  });

  test("is refused for memory, with its size and what to do", () => {
    const path = sparseFile(2 ** 31);
    expect(() => readIntoMemory(path)).toThrow(
      expect.objectContaining({
        code: "DATABASE_TOO_LARGE",
        path,
        sizeBytes: 2 ** 31,
        message: expect.stringContaining('Use a file: strategy "auto", "copy" or "overlay", or a path.'),
      }),
    );
  });
});

/** Pieces share a buffer. */
function copiesOf(path: string): Buffer[] {
  const copies: Buffer[] = [];
  for (const piece of readPieces(path)) copies.push(Buffer.from(piece));
  return copies;
}

/** Takes no room on the disk. */
function sparseFile(size: number): string {
  const path = join(createFolder({ file: "" }), "file");
  truncateSync(path, size);
  return path;
}
