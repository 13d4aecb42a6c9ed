// Compares what the packages export, types included, with the reports in packages/*/api: a change of the API is seen in the change that makes it.
// With --update, writes the reports.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PACKAGES = ["packages/core", "packages/cucumber-hooks"];

const words = process.argv.slice(2);
if (words.some((word) => word !== "--update")) {
  process.stderr.write("Usage: node .ci/api-report.mjs [--update]\n");
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), "picklejar-api-"));
try {
  for (const folder of PACKAGES) {
    const made = join(scratch, folder);
    mkdirSync(made, { recursive: true });
    writeReports(join(ROOT, folder), made);
    const kept = join(ROOT, folder, "api");
    if (words.includes("--update")) replaceReports(made, kept);
    else if (!isSame(kept, made)) process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (process.exitCode === 1)
  process.stderr.write(
    "The packages export something else than packages/*/api say. If that is meant, run `pnpm api` and add the files.\n",
  );

/** Writes a report for each entry of a package that has types. */
function writeReports(packageDirectory, target) {
  const entries = listEntries(packageDirectory);
  const configs = entries.map(([name, types]) => createConfig(packageDirectory, types, { name, target, entries }));
  // One program for all entries: most of them lead to the same files.
  const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: entries.map(([, types]) => types) });
  for (const [index, [name]] of entries.entries()) {
    const { succeeded } = Extractor.invoke(configs[index], {
      localBuild: true,
      compilerState,
      messageCallback: hushInformation,
    });
    if (!succeeded) throw new Error(`API Extractor cannot read the entry "${name}" of ${relative(ROOT, packageDirectory)}`);
    const path = join(target, `${name}.api.md`);
    writeFileSync(path, shorten(readFileSync(path, "utf8")));
  }
}

/** By the name of its report. An entry that moved has nothing left to export. */
function listEntries(packageDirectory) {
  const { exports } = JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8"));
  return Object.entries(exports).flatMap(([entry, { types }]) =>
    types === undefined || types.includes("/moved/")
      ? []
      : [[entry === "." ? "index" : entry.slice(2).replace(/\.js$/, "").replaceAll("/", "-"), join(packageDirectory, types)]],
  );
}

function createConfig(packageDirectory, types, { name, target, entries }) {
  const silent = { default: { logLevel: ExtractorLogLevel.None } };
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(packageDirectory, "package.json"),
    configObject: {
      projectFolder: packageDirectory,
      mainEntryPointFilePath: types,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          extends: join(ROOT, "tsconfig.base.json"),
          // Playwright's types are of a browser's.
          compilerOptions: { lib: ["es2023", "esnext.disposable", "dom", "dom.iterable"] },
          files: entries.map(([, path]) => path),
        },
      },
      apiReport: {
        enabled: true,
        reportFolder: target,
        reportTempFolder: join(target, "temporary"),
        reportFileName: `${name}.api.md`,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
  });
}

function hushInformation(message) {
  message.handled = message.logLevel !== ExtractorLogLevel.Error;
}

/** Without what it says of comments that are not there. */
function shorten(report) {
  return report
    .replaceAll(/^ *\/\/ \(undocumented\)\n/gm, "")
    .replaceAll(" (undocumented)", "")
    .replace("// (No @packageDocumentation comment for this package)\n\n", "");
}

function listReports(directory) {
  return readdirSync(directory).filter((name) => name.endsWith(".api.md"));
}

function replaceReports(made, kept) {
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept);
  for (const name of listReports(made)) writeFileSync(join(kept, name), readFileSync(join(made, name)));
}

/** Prints how reports differ. */
function isSame(kept, made) {
  rmSync(join(made, "temporary"), { recursive: true, force: true });
  try {
    execFileSync("git", ["diff", "--no-index", "--", kept, made], {
      cwd: dirname(kept),
      stdio: ["ignore", "inherit", "inherit"],
    });
    return true;
  } catch (error) {
    if (error.status === 1) return false;
    throw error;
  }
}
