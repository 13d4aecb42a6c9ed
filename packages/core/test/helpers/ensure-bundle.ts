import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";

import config from "../../rolldown.config.js";
import { coreDirectory } from "./create-project.js";

/** Brings the bundle up to date. A file that is as it should be stays as it is: another run may be reading it. */
export async function ensureBundle(): Promise<void> {
  const build = await rolldown({ ...config, cwd: coreDirectory });
  const { output } = await build.generate(config.output);
  await build.close();
  const directory = join(coreDirectory, config.output.dir);
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
