import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import bundleConfigs from "../../rolldown.config.js";
import pageConfig from "../../rolldown.page.config.js";
import { ensureBuilt } from "./ensure-built.js";

/** Keeps what the tests make in one folder, and takes it away whatever their processes left: Vitest ends its workers without a word. */
export async function setup(): Promise<() => void> {
  await ensureBuilt(bundleConfigs);
  await ensureBuilt([pageConfig]);
  // The processes that tests start load the packages as they are published, which takes half as long as to load them from `dist`.
  process.env["NODE_OPTIONS"] = `${process.env["NODE_OPTIONS"] ?? ""} --conditions=published`.trim();
  // What the tests' processes print differs in a CI: those that mean one say so.
  for (const name of Object.keys(process.env)) if (name === "CI" || name.startsWith("GITHUB_")) delete process.env[name];
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "picklejar-tests-"));
  // Some tests run as another user.
  chmodSync(directory, 0o755);
  process.env["PICKLEJAR_DIR"] = directory;
  process.env["PICKLEJAR_TESTS"] = directory;
  delete process.env["PICKLEJAR_RUN"];
  delete process.env["PICKLEJAR_TEMPLATE"];
  return () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
