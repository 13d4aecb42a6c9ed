import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/** With options of pnpm: what packing core has built is the whole workspace. */
const PACKAGES = { core: [], "cucumber-hooks": ["--config.ignore-scripts=true"] };

/** Packs the packages as they would be published; gives the tarballs, as `file:` specifiers by package name. */
export function packPackages(destination) {
  mkdirSync(destination, { recursive: true });
  return Object.fromEntries(
    Object.entries(PACKAGES).map(([name, options]) => [
      `@picklejar/${name}`,
      `file:${packPackage(name, options, destination)}`,
    ]),
  );
}

function packPackage(name, options, destination) {
  const packed = mkdtempSync(join(destination, "pack-"));
  execFileSync("npx", ["--yes", "pnpm@10.34.9", "pack", ...options, "--pack-destination", packed], {
    cwd: join(import.meta.dirname, "..", "packages", name),
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [file] = readdirSync(packed);
  const content = readFileSync(join(packed, file));
  // npm installs a tarball again when its name has changed, and only then.
  const tarball = join(destination, `${name}-${createHash("sha256").update(content).digest("hex").slice(0, 12)}.tgz`);
  renameSync(join(packed, file), tarball);
  rmSync(packed, { recursive: true });
  return tarball;
}
