// Writes declarations for `require`, and next to each entry one for `import`, from those that `tsc` made: an ES module's declaration does not do for a
// CommonJS one. Only what an entry leads to is published.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { ENTRIES } from "./entries.js";

const root = join(import.meta.dirname, "..");
const IMPORT = /((?:from|import|declare module)\s*\(?\s*")(\.[^"]+)\.js"/g;

rmSync(join(root, "types"), { recursive: true, force: true });
const written = new Set<string>();
for (const source of Object.values(ENTRIES)) {
  const name = source.replace(/\.ts$/, "");
  const hasDefault = writeForRequire(name).includes("export default");
  const file = `./${name.slice(name.lastIndexOf("/") + 1)}.cjs`;
  const lines = [`export * from "${file}";`, ...(hasDefault ? [`export { default } from "${file}";`] : [])];
  writeFileSync(join(root, "types", `${name}.d.mts`), `${lines.join("\n")}\n`);
}

/** Gives what it found in the declaration. */
function writeForRequire(name: string): string {
  const text = readFileSync(join(root, "dist", `${name}.d.ts`), "utf8").replace(/^\/\/# sourceMappingURL=.*\n?/m, "");
  if (written.has(name)) return text;
  written.add(name);
  const path = join(root, "types", `${name}.d.cts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text.replaceAll(IMPORT, '$1$2.cjs"'));
  for (const [, , specifier = ""] of text.matchAll(IMPORT))
    writeForRequire(relative(join(root, "types"), join(dirname(path), specifier)));
  return text;
}
