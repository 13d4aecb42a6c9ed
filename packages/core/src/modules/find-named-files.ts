import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";

import { pathKind } from "../files/stat-reachable.js";
import type { ScannedImports, ScannedText } from "./scan-imports.js";

export interface FindNamedFilesOptions {
  /** Absolute path of the module whose text was scanned. */
  readonly file: string;
  /** Absolute folder of the project. */
  readonly directory: string;
  /** Whether a database at an absolute path is made by the tests, so that it decides nothing. */
  readonly isTestDatabase: (path: string) => boolean;
  /** Names in folders, in lower case, kept by the caller for as long as it looks at one state of the disk. */
  readonly listings: Map<string, ReadonlySet<string>>;
}

/**
 * Gives the existing files that a module names in its texts: beside itself, or in the project's folder. What a seed
 * reads decides what is in a template just as what it imports.
 *
 * @remarks Databases and logs are only taken where they are meant relative to the module for certain, and never where
 * tests make them: an application names the databases that it writes to, and those change with every run.
 */
export function findNamedFiles(scanned: ScannedImports, options: FindNamedFilesOptions): string[] {
  const { directory, listings } = options;
  const besideModule = dirname(options.file);
  const certain = scanned.locations.map((location) => join(besideModule, location));
  const possible = scanned.texts.flatMap((text) => {
    const bases = directory === besideModule ? [besideModule] : [besideModule, directory];
    return bases.flatMap((base) => followText(base, text, listings) ?? []);
  });
  return [
    ...certain.filter((path) => pathKind(path) === "file" && !options.isTestDatabase(path)),
    ...possible.filter((path) => !isVolatile(path)),
  ];
}

/** A text that names a file, or that names a folder and is followed by texts that lead to a file in it. */
function followText(base: string, text: ScannedText, listings: FindNamedFilesOptions["listings"]): string | undefined {
  if (!mayExist(base, text.value, listings)) return undefined;
  let path = join(base, text.value);
  let kind = pathKind(path);
  for (
    let next = kind === "folder" ? text.next() : undefined;
    next !== undefined;
    next = kind === "folder" ? next.next() : undefined
  ) {
    path = join(path, next.value);
    kind = pathKind(path);
  }
  return kind === "file" ? path : undefined;
}

/** Whether the first part of a name is in a folder: listing it once spares a look for each text of a module. */
function mayExist(base: string, name: string, listings: FindNamedFilesOptions["listings"]): boolean {
  const first = /[^/]+/.exec(name)?.[0];
  if (first === undefined || name.includes("\0")) return false;
  return first === "." || first === ".." || listNames(base, listings).has(first.toLowerCase());
}

function listNames(directory: string, listings: FindNamedFilesOptions["listings"]): ReadonlySet<string> {
  let names = listings.get(directory);
  if (names === undefined) {
    names = new Set(readdirSync(directory).map((name) => name.toLowerCase()));
    listings.set(directory, names);
  }
  return names;
}

/**
 * By name only: reading a live database with `fs` would drop the locks that this process holds on it. A file without an
 * extension may be one as well.
 */
function isVolatile(path: string): boolean {
  return /(?:^|[/\\])[^.]*$|\.(?:db3?|sqlite3?|s3db|sl3|log|tmp|pid|lock)$|-(?:wal|shm|journal)$/i.test(path);
}
