import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, realpathSync } from "node:fs";
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
  // A template that earlier code has built would hide what the code does now.
  process.env["XDG_CACHE_HOME"] = join(directory, "cache");
  delete process.env["PICKLEJAR_RUN"];
  delete process.env["PICKLEJAR_TEMPLATE"];
  return () => removeBehind(directory);
}

/** On a disk that is told of each block that is free again, it takes up to a minute, for which nobody should wait. */
function removeBehind(directory: string): void {
  const script = "fs.rmSync(process.argv[1], { recursive: true, force: true, maxRetries: 5 })";
  spawn(process.execPath, ["-e", script, directory], { detached: true, stdio: "ignore", env: {} }).unref();
}
