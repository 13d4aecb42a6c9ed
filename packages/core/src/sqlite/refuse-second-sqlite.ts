import { createRequire } from "node:module";
import { dirname, sep } from "node:path";

import { SecondCopyError } from "../errors/classes/installation-errors.js";

const ENTRY = ["better-sqlite3", "lib", "index.js"].join(sep);

/**
 * Checks that this thread has loaded one copy of better-sqlite3 so far. With two copies, closing a connection of one drops the other's POSIX locks
 * on the same file. *Source:* https://sqlite.org/howtocorrupt.html section 2.2.1
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
