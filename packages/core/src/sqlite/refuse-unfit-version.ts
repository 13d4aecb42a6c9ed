import { SqliteUnavailableError } from "../errors/installation-errors.js";

/** From this major version on, better-sqlite3 is built for Node-API 10, which Node has from 22.14 on. With less, it takes the process down. */
const FIRST_WITH_NODE_API_10 = 13;

/**
 * Refuses a better-sqlite3 whose first connection would end this process by a signal, without a message.
 *
 * @param version as in its `package.json`; `""` where it is not known
 * @throws {@link SqliteUnavailableError} `SQLITE_UNAVAILABLE`
 */
export function refuseUnfitVersion(version: string, nodeApiVersion = Number(process.versions["napi"])): void {
  if (nodeApiVersion >= 10 || Number(version.split(".", 1)[0]) < FIRST_WITH_NODE_API_10 || version === "") return;
  throw new SqliteUnavailableError(
    new Error(`better-sqlite3 ${version} needs Node 22.14 or later`),
    "Install better-sqlite3 12 (npm install better-sqlite3@12), or use a newer Node.",
  );
}
