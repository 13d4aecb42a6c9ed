import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Keeps what the tests make in one folder, and takes it away whatever their processes left: Vitest ends its workers without a word. */
export function setup(): () => void {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "picklejar-tests-"));
  // Some tests run as another user.
  chmodSync(directory, 0o755);
  process.env["PICKLEJAR_DIR"] = directory;
  process.env["PICKLEJAR_TESTS"] = directory;
  delete process.env["PICKLEJAR_RUN"];
  delete process.env["PICKLEJAR_TEMPLATE"];
  return () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
