import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const DOCS = new URL("../../../docs/", import.meta.url);

/** Writes what the README shows and links to. */
export function publish(markdown: string, chart: string): void {
  const text = `# Benchmarks

Made by \`pnpm bench:suite --publish\`; how it is measured is in [bench/README.md](../bench/README.md).

![What a database adds to a scenario](benchmarks.svg)

${markdown.trim()}
`;
  writeFileSync(fileURLToPath(new URL("benchmarks.md", DOCS)), text);
  writeFileSync(fileURLToPath(new URL("benchmarks.svg", DOCS)), chart);
}
