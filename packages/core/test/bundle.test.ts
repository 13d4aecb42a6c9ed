import { fileURLToPath } from "node:url";
import { rolldown, type OutputChunk } from "rolldown";
import { describe, expect, test } from "vitest";

import { commonJs } from "../rolldown.config.js";

describe("the bundle", () => {
  test("loads one file for the fast path, and one more for a test database whose template is there", async () => {
    const chunks = await bundle();
    expect(reachedFrom("index", chunks)).toEqual(["fast-path", "index"]);
    const later = chunks.find(({ name }) => name === "test-database");
    expect(reachedFrom("test-database", chunks)).toEqual(["fast-path", "test-database"]);
    expect(later?.moduleIds.some((id) => id.endsWith("initialize-test-database.ts"))).toBe(true);
  });

  test("runs no command where another file asks for a part of the command line", async () => {
    const entries = new Set(["cli.js", "verify-child.js", "build-child.js"]);
    const chunks = await bundle();
    const asked = chunks.flatMap(({ fileName, imports, dynamicImports }) =>
      [...imports, ...dynamicImports].filter((file) => entries.has(file)).map((file) => `${fileName} asks ${file}`),
    );
    expect(asked).toEqual([]);
  });
});

async function bundle(): Promise<readonly OutputChunk[]> {
  const build = await rolldown({ ...commonJs, cwd: fileURLToPath(new URL("..", import.meta.url)) });
  const { output } = await build.generate({ ...commonJs.output, sourcemap: false });
  await build.close();
  return output.filter((entry) => entry.type === "chunk");
}

/** Names of the chunks that a chunk loads at once, by way of others too. The bundler's own few lines do not count. */
function reachedFrom(name: string, chunks: readonly OutputChunk[]): string[] {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const reached = new Set<string>();
  const visit = (chunk: OutputChunk | undefined): void => {
    if (chunk === undefined || reached.has(chunk.name)) return;
    reached.add(chunk.name);
    for (const file of chunk.imports) visit(byFile.get(file));
  };
  visit(chunks.find((chunk) => chunk.name === name));
  return [...reached].filter((reachedName) => reachedName !== "rolldown-runtime").toSorted();
}
