import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Makes a folder with some files, to be removed by the tests' global set-up; gives its absolute path. */
export function createFolder(files: Readonly<Record<string, string>> = {}): string {
  const directory = mkdtempSync(join(realpathSync(process.env["PICKLEJAR_TESTS"] ?? tmpdir()), "migrations-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  return directory;
}
