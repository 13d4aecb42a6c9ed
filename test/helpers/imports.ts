import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** Imports of the files below a folder among each other: by file, relative to the folder, in `/` spelling. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Static, dynamic and type-only imports, re-exports, and `typeof import()`. */
const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g;

/** Reads which TypeScript files below a folder import which. */
export function readImports(directory: string): Imports {
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.split(sep).join("/"));
  return new Map(files.map((file) => [file, importsOf(file, readFileSync(join(directory, file), "utf8"))]));
}

function importsOf(file: string, text: string): readonly string[] {
  const targets = [...text.matchAll(SPECIFIER)].map(([, specifier = ""]) =>
    join(dirname(file), specifier).split(sep).join("/").replace(/\.js$/, ".ts"),
  );
  return [...new Set(targets)];
}

/** Finds the circles in which files import each other, each as the path that closes it. */
export function findCircles(imports: Imports): readonly string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) circles.push([...path.slice(start), file].join(" → "));
    if (start >= 0 || done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}

/** The room that a file lies in: its first folder; a file beside the folders is a room of its own. */
export function roomOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : file;
}
