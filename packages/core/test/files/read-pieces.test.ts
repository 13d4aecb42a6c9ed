import { createHash } from "node:crypto";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import { digestContent, digestFile } from "../../src/files/identity/digest-file.js";
import { hashFile } from "../../src/template/find-template.js";
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
    expect(hashFile(path)).toBe(createHash("sha256").update(content).digest("hex"));
  });
});

describe("digestFile", () => {
  test.each([
    ["a line ending of Windows across pieces", `${"x".repeat(MIB - 1)}\r\nend\r\n`],
    ["one after many pieces without", `${"line\n".repeat(500_000)}end\r\n`],
    ["a carriage return at the end", `${"x".repeat(MIB - 1)}\r`],
    ["a NUL byte after line endings of Windows", `a\r\n${"x".repeat(2 * MIB)}\0`],
    ["a NUL byte before them", `\0${"x".repeat(2 * MIB)}\r\n`],
    ["nothing", ""],
  ])("gives the sum of the whole content: %s", (_claim, text) => {
    const path = join(createFolder(), "file");
    writeFileSync(path, text);
    expect(digestFile(path)).toBe(digestContent(readFileSync(path)));
  });
});

describe("a file above 2 GiB", () => {
  test("is hashed in a little memory", { tags: ["long"] }, async () => {
    const path = sparseFile(2 ** 31 + 4096);
    const script = `
      import { hashFile } from ${JSON.stringify(pathToFileURL(join(coreDirectory, "dist/template/find-template.js")).href)};
      console.log(JSON.stringify([hashFile(${JSON.stringify(path)}).length, process.resourceUsage().maxRSS / 1024]));`;
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
