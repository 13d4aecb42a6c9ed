import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "rolldown";

import pageConfig from "../../rolldown.page.config.js";

/** Builds the recorder's page, for who ran no `pnpm build`. Keeps what the tests make in one folder, and takes it away whatever their processes left: Vitest ends its workers without a word. */
export async function setup(): Promise<() => void> {
  await build(pageConfig);
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "picklejar-tests-"));
  // Some tests run as another user.
  chmodSync(directory, 0o755);
  process.env["PICKLEJAR_DIR"] = directory;
  process.env["PICKLEJAR_TESTS"] = directory;
  delete process.env["PICKLEJAR_RUN"];
  delete process.env["PICKLEJAR_TEMPLATE"];
  return () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
