import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { misuseTypeError } from "../errors/misuse-error.js";

/** What a user's spelling of a database means. */
export type DatabasePath =
  | { readonly kind: "memory" }
  | {
      readonly kind: "file";
      /** Absolute; symbolic links are not followed yet. */
      readonly path: string;
    };

const MEMORY: DatabasePath = { kind: "memory" };

/** Two letters at least, so that a Windows drive is no scheme. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Reads a path, a `file:` or `sqlite:` URL with escapes, or `:memory:`.
 *
 * `file:data/app.db` and `sqlite:data/app.db` are relative to the working directory, `file:///…` and `sqlite:///…` absolute.
 *
 * @throws `TypeError` for a URL of another kind of database, URI parameters, a fragment, a remote host, and what is no path.
 */
export function parseDatabasePath(given: string | URL): DatabasePath {
  const text: unknown = given instanceof URL ? given.href : given;
  if (typeof text !== "string" || text === "" || text.includes("\0")) {
    throw misuseTypeError(
      `path must be the path of a database file, a file: or sqlite: URL, or ":memory:"; got ${typeof text === "string" ? JSON.stringify(text) : String(text)}`,
    );
  }
  if (text === ":memory:") return MEMORY;
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  return scheme === undefined ? { kind: "file", path: resolve(text) } : parseDatabaseUrl(text, scheme);
}

function parseDatabaseUrl(text: string, scheme: string): DatabasePath {
  if (scheme !== "file" && scheme !== "sqlite") {
    throw misuseTypeError(
      `path must be a path or a URL with file: or sqlite:, as picklejar serves SQLite only; got ${withoutPassword(text)}`,
    );
  }
  const rest = text.slice(scheme.length + 1);
  if (/[?#]/.test(rest)) {
    throw misuseTypeError(
      `path must not have URI parameters or a fragment (use connection for pragmas; in a file name, write ? as %3F and # as %23); got ${JSON.stringify(text)}`,
    );
  }
  if (rest === ":memory:" || rest === "//:memory:") return MEMORY;
  return { kind: "file", path: rest.startsWith("//") ? absolutePathOf(text, rest) : resolve(decode(text, rest)) };
}

/** `///path` and `//localhost/path`; anything else would be a path on another host. */
function absolutePathOf(text: string, rest: string): string {
  if (!rest.startsWith("///") && !rest.startsWith("//localhost/")) {
    throw misuseTypeError(
      `path must not name a host: write file:///absolute/path or file:relative/path; got ${JSON.stringify(text)}`,
    );
  }
  decode(text, rest);
  return fileURLToPath(`file://${rest.slice(rest.indexOf("/", 2))}`);
}

function decode(text: string, rest: string): string {
  try {
    return decodeURIComponent(rest);
  } catch (error) {
    throw misuseTypeError(`path must have valid percent escapes (write % as %25); got ${JSON.stringify(text)}`, {
      cause: error,
    });
  }
}

function withoutPassword(text: string): string {
  return JSON.stringify(text.replace(/\/\/[^@/]*@/, "//…@"));
}
