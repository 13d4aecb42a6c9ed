// Tries the packed packages on versions of Node, Cucumber and better-sqlite3 that the workspace itself does not have.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { HELP, MisuseError, parseCommandLine } from "./command-line.mjs";
import { hasNode, installTarget } from "./install-target.mjs";
import { packPackages } from "./pack-packages.mjs";
import { runSuite } from "./run-suite.mjs";
import { runTests } from "./run-tests.mjs";

try {
  const { help, ...wish } = parseCommandLine(process.argv.slice(2));
  if (help) process.stdout.write(HELP);
  else process.exitCode = withDirectory(wish.directory, (directory) => tryTargets({ ...wish, directory })) ? 0 : 1;
} catch (error) {
  if (!(error instanceof MisuseError)) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}

function withDirectory(directory, use) {
  if (directory !== undefined) return use(directory);
  const temporary = mkdtempSync(join(tmpdir(), "picklejar-compat-"));
  try {
    return use(temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function tryTargets({ names, directory, installOnly }) {
  const possible = names.filter(hasNode);
  for (const name of names.filter((other) => !possible.includes(other)))
    console.log(
      `compat: ${name} left out: its Node comes from a package for Linux on x64; this is ${process.platform} on ${process.arch}.`,
    );
  const tarballs = packPackages(join(directory, "tarballs"));
  const failed = possible.filter((name) => {
    const target = join(directory, name);
    const node = installTarget(name, target, tarballs);
    if (!installOnly) return !tryTarget(name, target, node);
    console.log(`PICKLEJAR_TARGET=${target}`);
    return false;
  });
  if (!installOnly)
    console.log(
      `compat: ${possible.length - failed.length} of ${possible.length} targets hold${failed.length > 0 ? `; not: ${failed.join(", ")}` : ""}`,
    );
  return failed.length === 0;
}

function tryTarget(name, directory, node) {
  const startMs = performance.now();
  // Both, whatever the first of them says.
  const results = [runSuite(name, directory, node), runTests(directory)];
  const holds = results.every(Boolean);
  console.log(`compat: ${name} ${holds ? "holds" : "does not hold"} (${Math.round((performance.now() - startMs) / 1000)} s)`);
  return holds;
}
