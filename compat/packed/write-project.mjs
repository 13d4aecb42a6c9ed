import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

import { runNpm } from "../install-target.mjs";
import { copySqliteAddon, workspaceSqliteVersion } from "../sqlite-addon.mjs";

const ROOT = join(import.meta.dirname, "../..");
const FILES = 8;
const TESTS_IN_FILE = 25;

/** A line that is there for picklejar. */
const OURS = /picklejar|testDatabase\(|installHooks\(/i;

/** Names of the tests of a suite, by file. */
export const SUITE = Array.from({ length: FILES }, (_file, file) =>
  Array.from({ length: TESTS_IN_FILE }, (_test, test) => `file-${file + 1}-test-${test + 1}`),
);

/**
 * Makes a project in a folder that is not there yet, as the runner's page tells it, with the packed packages from `tarballs`, and a suite beside the page's tests.
 * Gives how many lines of it are there for picklejar, without those in the body of each test.
 */
export function writeProject(runner, project, tarballs) {
  mkdirSync(project, { recursive: true });
  const blocks = new Map([...readBlocks("README.md"), ...readBlocks(runner.page)]);
  const write = (file, lines) => {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), `${lines.join("\n")}\n`);
  };
  const writeBlock = (block, file = block.replace(`${basename(runner.page, ".md")}/`, "")) => {
    if (!blocks.has(block)) throw new Error(`${runner.page} has no block named ${block}`);
    write(file, blocks.get(block));
    return blocks.get(block).filter((line) => line !== "");
  };
  write("package.json", [JSON.stringify(describePackage(runner, tarballs), undefined, 2)]);
  writeBlock("db/migrations/001_users.sql");
  const lines = [
    ...writeBlock("picklejar.config.js", runner.isModule ? undefined : "picklejar.config.mjs"),
    ...runner.setUp.flatMap((block) => writeBlock(block)).filter((line) => OURS.test(line)),
    ...runner.head.filter((line) => OURS.test(line)),
  ];
  for (const block of runner.example) writeBlock(block);
  for (const [file, content] of Object.entries(runner.others ?? {})) write(file, content);
  for (const [index, tests] of SUITE.entries())
    write(runner.file(`file-${index + 1}`), [...runner.head, ...tests.flatMap((test) => runner.test(test))]);
  copyFileSync(join(import.meta.dirname, "check.cjs"), join(project, "check.cjs"));
  runNpm(project, process.execPath, ["install", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]);
  copySqliteAddon(join(project, "node_modules/better-sqlite3"));
  return lines.length;
}

function describePackage({ packages, isModule }, tarballs) {
  const core = { "@picklejar/core": tarballs["@picklejar/core"] };
  const isCucumber = packages.includes("@cucumber/cucumber");
  return {
    name: "packed-example",
    private: true,
    type: isModule ? "module" : "commonjs",
    devDependencies: {
      ...(isCucumber ? tarballs : core),
      ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
      "better-sqlite3": workspaceSqliteVersion(),
    },
    // The tarball of the hooks asks for a version of core that is not published yet.
    ...(isCucumber ? { overrides: core } : {}),
  };
}

function versionOf(name) {
  const ranges = ["core", "cucumber-hooks"].map(
    (directory) => JSON.parse(readFileSync(join(ROOT, "packages", directory, "package.json"), "utf8")).devDependencies[name],
  );
  return ranges.find((range) => range !== undefined);
}

/** The fenced blocks of a page that name a file in their first line, without that line. */
function readBlocks(page) {
  const blocks = readFileSync(join(ROOT, page), "utf8").matchAll(/^```\w+\n(?:\/\/|#|--) (\S+\.\w+)\n([\s\S]*?)\n```$/gm);
  return [...blocks].map(([, file, text]) => [file, text.split("\n")]);
}
