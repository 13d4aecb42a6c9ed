import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { rolldown, type OutputOptions, type RolldownOptions } from "rolldown";

import { coreDirectory } from "./create-project.js";

/** Another run may still load what an older build made. */
const OLD_MS = 3_600_000;

/** Brings what a configuration builds up to date. A file that is as it should be stays as it is: another run may be reading it. */
export async function ensureBuilt(
  config: RolldownOptions & { readonly output: OutputOptions & { readonly dir: string } },
): Promise<void> {
  const build = await rolldown({ ...config, cwd: coreDirectory });
  const { output } = await build.generate(config.output);
  await build.close();
  const directory = resolve(coreDirectory, config.output.dir);
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) {
    const isOurs = output.some(({ fileName }) => fileName === name);
    if (!isOurs && Date.now() - statSync(join(directory, name)).mtimeMs > OLD_MS) rmSync(join(directory, name));
  }
  for (const entry of output) {
    const path = join(directory, entry.fileName);
    const content = entry.type === "chunk" ? entry.code : String(entry.source);
    if (existsSync(path) && readFileSync(path, "utf8") === content) continue;
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  }
}
