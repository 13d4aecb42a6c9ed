import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown, type OutputChunk } from "rolldown";
import { describe, expect, test } from "vitest";

import { commonJs } from "../rolldown.config.js";
import { coreDirectory } from "./helpers/create-project.js";
import { createEmptyFolder } from "./helpers/run-cli.js";
import { runScript } from "./helpers/run-script.js";

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

describe("the published package", () => {
  test("has each source once: maps name files of src, all of which are there, and hold none of them", { tags: "long" }, () => {
    const published = listPublished();
    const maps = published.filter((name) => name.endsWith(".map"));
    expect(maps.length).toBeGreaterThan(50);
    const read = maps.map((name): { sources: readonly string[]; sourcesContent?: readonly (string | null)[] } =>
      JSON.parse(readFileSync(join(coreDirectory, name), "utf8")),
    );
    const holding = maps.filter((_name, index) => read[index]?.sourcesContent?.some((text) => text !== null) === true);
    expect(holding).toEqual([]);
    const sources = new Set(read.flatMap((map) => map.sources.map((source) => source.replace(/^\.\.\//, ""))));
    expect([...sources].filter((name) => !published.includes(name))).toEqual([]);
    // Types are no code, so no map names them.
    expect(sources.size).toBeGreaterThan(300);
    expect(published.filter((name) => name.startsWith("src/evidence/viewer/page/"))).toEqual([]);
  });

  test("names with --enable-source-maps the line of the source that threw", async () => {
    const directory = createEmptyFolder();
    const { stdout } = await runScript(
      `import { createRequire } from "node:module";
       const { MigrationRunner } = createRequire(${JSON.stringify(join(coreDirectory, "package.json"))})("@picklejar/core");
       try { new MigrationRunner({ migrations: 42 }); } catch (error) { console.log(error.stack); }`,
      { cwd: directory, env: { NODE_OPTIONS: "--enable-source-maps --conditions=published" } },
    );
    const frames = [...stdout.matchAll(/\((?:file:\/\/)?([^()]+[\\/]src[\\/][^()]+\.ts):(\d+):\d+\)/g)];
    const lines = frames.map(([, path = "", line = ""]) => readFileSync(path, "utf8").split("\n")[Number(line) - 1] ?? "");
    expect(lines.length).toBeGreaterThan(1);
    // The first frame makes the error, and each below it is a call.
    expect(lines[0]).toContain("TypeError(");
    for (const line of lines.slice(1)) expect(line).toMatch(/[\w>]\(/);
  });
});

/** Paths of the files that `npm pack` takes, from the package's folder. */
function listPublished(): readonly string[] {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: coreDirectory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed]: readonly { readonly files: readonly { readonly path: string }[] }[] = JSON.parse(output);
  return packed?.files.map(({ path }) => path) ?? [];
}

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
