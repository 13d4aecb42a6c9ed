import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** Absolute path of the example itself. */
export const EXAMPLE = fileURLToPath(new URL("..", import.meta.url));

const COPIED = ["cucumber.mjs", "db", "dist", "package.json", "picklejar.config.js"];

/** Copies the example as it is compiled, with the packages that it uses, and one of its features. The copy is removed after the test. */
export function copyExample(feature: string): string {
  const copy = mkdtempSync(join(realpathSync(tmpdir()), "audit-log-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  for (const part of [...COPIED, feature]) cpSync(join(EXAMPLE, part), join(copy, part), { recursive: true });
  symlinkSync(join(EXAMPLE, "node_modules"), join(copy, "node_modules"));
  return copy;
}

export function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")));
}
