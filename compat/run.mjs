// Tries the packed packages on versions of Node, Cucumber and better-sqlite3 that the workspace itself does not have.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { HELP, MisuseError, OTHER_NAMES, parseCommandLine } from "./command-line.mjs";
import { hasNode, installTarget } from "./install-target.mjs";
import { packPackages } from "./pack-packages.mjs";
import { PACKAGE_MANAGERS_NAME, runPackageManagers } from "./package-managers.mjs";
import { runPackedRunners } from "./packed/run-packed-runners.mjs";
import { PACKED_RUNNERS_NAME } from "./packed/runners.mjs";
import { runStrategies } from "./run-strategies.mjs";
import { runSuite } from "./run-suite.mjs";
import { runTests } from "./run-tests.mjs";
import { hasNodeOfWorkspace, isLikeWorkspace, isOnRequest, NEWEST } from "./targets.mjs";

try {
  const { help, ...wish } = parseCommandLine(process.argv.slice(2));
  if (help) process.stdout.write(HELP);
  else process.exitCode = (await withDirectory(wish.directory, (directory) => tryAll({ ...wish, directory }))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof MisuseError)) throw error;
  console.error(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}

async function withDirectory(directory, use) {
  if (directory !== undefined) return use(directory);
  const temporary = mkdtempSync(join(tmpdir(), "picklejar-compat-"));
  try {
    return await use(temporary);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function tryAll({ names, directory, installOnly }) {
  const startMs = performance.now();
  const tarballs = packPackages(join(directory, "tarballs"));
  const targets = selectTargets(names);
  if (installOnly) {
    for (const name of targets) console.log(`PICKLEJAR_TARGET=${install(name, directory, tarballs).target}`);
    return true;
  }
  const others = names.includes(PACKAGE_MANAGERS_NAME) ? runPackageManagers(directory, tarballs) : undefined;
  const failed = [];
  for (const name of targets) if (!(await tryTarget(name, directory, tarballs))) failed.push(name);
  if (names.includes(PACKED_RUNNERS_NAME) && !runPackedRunners(directory, tarballs)) failed.push(PACKED_RUNNERS_NAME);
  if ((await others) === false) failed.push(PACKAGE_MANAGERS_NAME);
  console.log(
    `compat: ${failed.length === 0 ? "all hold" : `these do not hold: ${failed.join(", ")}`} (${secondsSince(startMs)} s)`,
  );
  return failed.length === 0;
}

function selectTargets(names) {
  const targets = names.filter((name) => !OTHER_NAMES.includes(name));
  for (const name of targets.filter((other) => !hasNode(other)))
    console.log(
      `compat: ${name} left out: its Node comes from a package for Linux on x64; this is ${process.platform} on ${process.arch}.`,
    );
  return targets.filter(hasNode);
}

function install(name, directory, tarballs) {
  const target = join(directory, name);
  return { target, node: installTarget(name, target, tarballs) };
}

async function tryTarget(name, directory, tarballs) {
  const startMs = performance.now();
  const { target, node } = install(name, directory, tarballs);
  // All, whatever one of them says.
  const results = [Promise.resolve(runSuite(name, target, node))];
  if (hasNodeOfWorkspace(name))
    console.log(`compat: ${name}, random scenarios: left out, as \`pnpm test:long\` drives them on this Node and SQLite`);
  else results.push(runStrategies(name, target, node));
  if (isLikeWorkspace(name))
    console.log(`compat: ${name}, tests of the hooks: left out, as \`pnpm test\` runs them on these versions`);
  else if (!isOnRequest(name)) results.push(runTests(target, name === NEWEST));
  const holds = (await Promise.all(results)).every(Boolean);
  console.log(`compat: ${name} ${holds ? "holds" : "does not hold"} (${secondsSince(startMs)} s)`);
  return holds;
}

function secondsSince(startMs) {
  return Math.round((performance.now() - startMs) / 1000);
}
