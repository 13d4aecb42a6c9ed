import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { rolldown, type OutputOptions, type RolldownOptions } from "rolldown";

import { coreDirectory } from "./create-project.js";

/** Brings what a configuration builds up to date. A file that is as it should be stays as it is: another run may be reading it. */
export async function ensureBuilt(
  config: RolldownOptions & { readonly output: OutputOptions & { readonly dir: string } },
): Promise<void> {
  const build = await rolldown({ ...config, cwd: coreDirectory });
  const { output } = await build.generate(config.output);
  await build.close();
  const directory = resolve(coreDirectory, config.output.dir);
  mkdirSync(directory, { recursive: true });
  for (const entry of output) {
    const path = join(directory, entry.fileName);
    const content = entry.type === "chunk" ? entry.code : String(entry.source);
    if (existsSync(path) && readFileSync(path, "utf8") === content) continue;
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  }
}
