import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { getOrCreate } from "../files/get-or-create.js";
import { pathKind } from "../files/identity/stat-reachable.js";
import type { ScannedImports, ScannedString } from "./scan-imports.js";

export interface FindNamedFilesOptions {
  /** Absolute path of the module whose text was scanned. */
  readonly file: string;
  /** Absolute folder of the project. */
  readonly directory: string;
  /** Whether tests make a database at an absolute path, so that it decides nothing. */
  readonly isTestDatabase: (path: string) => boolean;
  /** Names in folders, in lower case: of a caller that looks at one state of the disk. */
  readonly listings: Map<string, ReadonlySet<string>>;
}

/**
 * Gives the existing files that a module names in its strings, relative to itself or to the project's folder: a seed may read them.
 *
 * @remarks Databases and log files count only if they are certainly relative to the module, and not if tests make them: an application names the
 * databases that it writes to, and those change with every run.
 */
export function findNamedFiles(scanned: ScannedImports, options: FindNamedFilesOptions): string[] {
  const { directory, listings } = options;
  const besideModule = dirname(options.file);
  const certain = scanned.locations.map((location) => join(besideModule, location));
  const possible = scanned.strings.flatMap((each) => {
    const bases = directory === besideModule ? [besideModule] : [besideModule, directory];
    return bases.flatMap((base) => followString(base, each, listings) ?? []);
  });
  return [
    ...certain.filter((path) => pathKind(path) === "file" && !options.isTestDatabase(path)),
    ...possible.filter((path) => !isVolatile(path)),
  ];
}

/** A string that names a file, or that names a folder and is followed by strings that lead to a file in it. */
function followString(
  base: string,
  scannedString: ScannedString,
  listings: FindNamedFilesOptions["listings"],
): string | undefined {
  if (!mayExist(base, scannedString.value, listings)) return undefined;
  let path = join(base, scannedString.value);
  let last: ScannedString | undefined = scannedString;
  while (pathKind(path) === "folder") {
    last = last?.next();
    if (last === undefined) return undefined;
    path = join(path, last.value);
  }
  return pathKind(path) === "file" ? path : undefined;
}

/** Whether the first part of a name is in a folder: listing the folder once saves a look-up for each string of a module. */
function mayExist(base: string, name: string, listings: FindNamedFilesOptions["listings"]): boolean {
  const first = /[^/]+/.exec(name)?.[0];
  if (first === undefined || name.includes("\0")) return false;
  return first === "." || first === ".." || listNames(base, listings).has(first.toLowerCase());
}

function listNames(directory: string, listings: FindNamedFilesOptions["listings"]): ReadonlySet<string> {
  return getOrCreate(listings, directory, () => new Set(readdirSync(directory).map((name) => name.toLowerCase())));
}

/** By name only: reading a live database with `fs` would drop this process's locks on it. It may have no extension. */
function isVolatile(path: string): boolean {
  return /(?:^|[/\\])[^.]*$|\.(?:db3?|sqlite3?|s3db|sl3|log|tmp|pid|lock)$|-(?:wal|shm|journal)$/i.test(path);
}
