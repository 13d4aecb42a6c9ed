import { createRequire } from "node:module";
import { dirname, sep } from "node:path";

import { SecondCopyError } from "../errors/installation-errors.js";

const ENTRY = ["better-sqlite3", "lib", "index.js"].join(sep);

/**
 * Checks that what this thread has loaded so far holds one copy of better-sqlite3.
 *
 * Two copies are two SQLite libraries in one process: closing a connection of one drops the POSIX locks of the other on the same file,
 * which then fail to keep anybody out. *Source:* https://sqlite.org/howtocorrupt.html section 2.2.1
 *
 * @throws {@link SecondCopyError} `SECOND_COPY`
 */
export function refuseSecondSqlite(): void {
  const require = createRequire(import.meta.url);
  const loaded = Object.keys(require.cache).filter((path) => path.endsWith(`${sep}${ENTRY}`));
  if (loaded.length < 2) return;
  const ours = require.resolve("better-sqlite3");
  const directories = loaded.toSorted((a, b) => Number(b === ours) - Number(a === ours)).map((path) => dirname(dirname(path)));
  throw new SecondCopyError("better-sqlite3", directories, "Each drops the other's locks on a database that both have open.");
}
