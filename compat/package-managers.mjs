import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";

import { copySqliteAddon, workspaceSqliteVersion } from "./sqlite-addon.mjs";

const PNPM = ["npx", "--yes", "pnpm@10.34.9", "install", "--ignore-workspace", "--ignore-scripts", "--no-frozen-lockfile"];

/** How each is started, and the files that it is told by. */
const PACKAGE_MANAGERS = {
  "pnpm, strict": { command: PNPM, files: { ".npmrc": "hoist=false\n" } },
  "pnpm, hoisted": { command: PNPM, files: { ".npmrc": "node-linker=hoisted\n" } },
  npm: { command: ["npm", "install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], files: {} },
  "yarn 1": { command: ["npx", "--yes", "yarn@1.22.22", "install", "--ignore-scripts", "--no-lockfile"], files: {} },
  "yarn 4": {
    command: ["npx", "--yes", "@yarnpkg/cli-dist@4", "install", "--no-immutable"],
    files: { ".yarnrc.yml": "nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\n", "yarn.lock": "" },
  },
};

/** What the command line calls them together. */
export const PACKAGE_MANAGERS_NAME = "package-managers";

/**
 * Runs the small suite beside this file as each package manager installs it, in a thread of its own, since they mostly wait for the registry. Prints what
 * became of each when all are done; gives whether all of them hold.
 */
export async function runPackageManagers(directory, tarballs) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { [PACKAGE_MANAGERS_NAME]: { directory, tarballs } } });
  const [outcomes] = await once(worker, "message");
  for (const { line } of outcomes) console.log(line);
  return outcomes.every(({ holds }) => holds);
}

const asked = workerData?.[PACKAGE_MANAGERS_NAME];
if (asked !== undefined) {
  parentPort.postMessage(Object.keys(PACKAGE_MANAGERS).map((name) => tryOne(name, asked.directory, asked.tarballs)));
}

function tryOne(name, directory, tarballs) {
  const project = join(directory, name.replaceAll(/\W+/g, "-"));
  const startMs = performance.now();
  const problem = installProject(name, project, tarballs) ?? runProfiles(project);
  const seconds = Math.round((performance.now() - startMs) / 1000);
  const line = `compat: ${name}: ${problem === undefined ? "holds" : `does not hold: ${problem}`} (${seconds} s)`;
  return { holds: problem === undefined, line };
}

function installProject(name, project, tarballs) {
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  cpSync(join(import.meta.dirname, "small-suite"), project, { recursive: true });
  const { command, files } = PACKAGE_MANAGERS[name];
  // What a user of the hooks names; the version of core that they ask for is not published yet.
  const overrides = { "@picklejar/core": tarballs["@picklejar/core"] };
  const dependencies = {
    "@cucumber/cucumber": "~12.9.0",
    "@picklejar/cucumber-hooks": tarballs["@picklejar/cucumber-hooks"],
    "better-sqlite3": workspaceSqliteVersion(),
  };
  const manifest = {
    name: "small-suite",
    private: true,
    type: "module",
    dependencies,
    overrides,
    resolutions: overrides,
    pnpm: { overrides },
  };
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest, undefined, 2));
  for (const [file, content] of Object.entries(files)) writeFileSync(join(project, file), content);
  const { status, stdout, stderr } = spawnSync(command[0], command.slice(1), {
    cwd: project,
    encoding: "utf8",
    env: installEnvironment(),
  });
  if (status !== 0) return `it ended with ${status}:\n${stdout}${stderr}`;
  copySqliteAddon(join(project, "node_modules/better-sqlite3"));
  return undefined;
}

/** Yarn 4 takes npm's registry from nowhere else. */
function installEnvironment() {
  const registry = execFileSync("npm", ["config", "get", "registry"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
  return { ...process.env, YARN_NPM_REGISTRY_SERVER: registry };
}

function runProfiles(project) {
  for (const profile of ["default", "code", "plugin"]) {
    const cucumber = join(project, "node_modules/@cucumber/cucumber/bin/cucumber.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [cucumber, "--profile", profile], {
      cwd: project,
      encoding: "utf8",
    });
    if (status !== 0 || !stdout.includes("2 scenarios (2 passed)"))
      return `profile ${profile} ended with ${status}:\n${stdout}${stderr}`;
  }
  return undefined;
}
