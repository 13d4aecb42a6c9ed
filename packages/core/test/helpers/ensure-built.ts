import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { rolldown, type OutputOptions, type RolldownOptions, type RolldownOutput } from "rolldown";

import { coreDirectory } from "./create-project.js";

/** Another run may still load what an older build made. */
const OLD_MS = 3_600_000;

type BuildConfig = RolldownOptions & { readonly output: OutputOptions & { readonly dir: string } };

/**
 * Brings up to date what configurations build into one folder. A file that is as it should be stays as it is: another run may be reading it.
 */
export async function ensureBuilt(configs: readonly [BuildConfig, ...BuildConfig[]]): Promise<void> {
  const outputs = await Promise.all(configs.map(generate));
  const output = outputs.flat();
  const directory = resolve(coreDirectory, configs[0].output.dir);
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

async function generate(config: BuildConfig): Promise<RolldownOutput["output"]> {
  const build = await rolldown({ ...config, cwd: coreDirectory });
  const { output } = await build.generate(config.output);
  await build.close();
  return output;
}
