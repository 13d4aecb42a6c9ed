import { createHash } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

type Files = Readonly<Record<string, string>>;

/** Gives a suite the templates of an earlier one with the same files, as CI restores a cache: whether they fit, picklejar itself finds out. */
export function restoreTemplates(directory: string, files: Files): void {
  const saved = savedPathOf(files);
  if (saved !== undefined && existsSync(saved)) cpSync(saved, cacheOf(directory), { recursive: true });
}

/** Saves what a suite has built, unless another was first. */
export function saveTemplates(directory: string, files: Files): void {
  const saved = savedPathOf(files);
  const complete = listComplete(cacheOf(directory));
  if (saved === undefined || existsSync(saved) || complete.length === 0) return;
  const copy = mkdtempSync(`${saved}-`);
  for (const name of complete) copyFileSync(join(cacheOf(directory), name), join(copy, name));
  try {
    renameSync(copy, saved);
  } catch {
    // Another process was first.
    rmSync(copy, { recursive: true });
  }
}

/** Templates with a manifest, and these: not what somebody is building. */
function listComplete(cache: string): readonly string[] {
  const names = existsSync(cache) ? readdirSync(cache) : [];
  return names.filter((name) => /^[0-9a-f]{64}\.(?:db|json)$/.test(name) && names.includes(name.replace(".db", ".json")));
}

function cacheOf(directory: string): string {
  return join(directory, "node_modules/.cache/picklejar");
}

/** By what may decide what is in a template; where no folder goes with the tests, nothing is saved. */
function savedPathOf(files: Files): string | undefined {
  const directory = process.env["PICKLEJAR_TESTS"];
  const deciding = Object.entries(files).filter(([name]) => !name.startsWith("features/"));
  const key = createHash("sha256").update(JSON.stringify(deciding)).digest("hex").slice(0, 16);
  return directory === undefined ? undefined : join(directory, `templates-${key}`);
}
