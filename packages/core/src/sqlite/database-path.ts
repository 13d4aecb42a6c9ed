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

/** At least two letters, since one is a Windows drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Reads a path, a `file:` or `sqlite:` URL with escapes, or `:memory:`.
 *
 * `file:data/app.db` and `sqlite:data/app.db` are relative to the working directory, `file:///…` and `sqlite:///…` absolute.
 *
 * @throws `TypeError` for a URL of another kind of database, with URI parameters, a fragment or a remote host, and for what cannot be a path
 */
export function parseDatabasePath(given: string | URL): DatabasePath {
  const path: unknown = given instanceof URL ? given.href : given;
  if (typeof path !== "string" || path === "" || path.includes("\0"))
    throw pathError('a path, a file: or sqlite: URL, or ":memory:"', typeof path === "string" ? path : given);
  if (path === ":memory:") return MEMORY;
  const scheme = SCHEME.exec(path)?.[1]?.toLowerCase();
  return scheme === undefined ? { kind: "file", path: resolve(path) } : parseDatabaseUrl(path, scheme);
}

function parseDatabaseUrl(url: string, scheme: string): DatabasePath {
  if (scheme !== "file" && scheme !== "sqlite") {
    const withoutPassword = url.replace(/\/\/[^@/]*@/, "//…@");
    throw pathError("a path or a URL with file: or sqlite:, since picklejar only supports SQLite", withoutPassword);
  }
  const rest = url.slice(scheme.length + 1);
  if (/[?#]/.test(rest)) {
    const cure = "use connection for pragmas; in a file name, write ? as %3F and # as %23";
    throw pathError(`no URI parameters and no fragment (${cure})`, url);
  }
  if (rest === ":memory:" || rest === "//:memory:") return MEMORY;
  return { kind: "file", path: rest.startsWith("//") ? absolutePathOf(url, rest) : resolve(decode(url, rest)) };
}

/** `///path` and `//localhost/path`; anything else would be a path on another host. */
function absolutePathOf(url: string, rest: string): string {
  if (!rest.startsWith("///") && !rest.startsWith("//localhost/"))
    throw pathError("no host (write file:///absolute/path or file:relative/path)", url);
  decode(url, rest);
  return fileURLToPath(`file://${rest.slice(rest.indexOf("/", 2))}`);
}

function decode(url: string, rest: string): string {
  try {
    return decodeURIComponent(rest);
  } catch (error) {
    throw pathError("valid percent escapes (write % as %25)", url, error);
  }
}

function pathError(expected: string, given: unknown, cause?: unknown): TypeError {
  const shown = typeof given === "string" ? JSON.stringify(given) : String(given);
  return misuseTypeError(`path: expected ${expected}, got ${shown}`, cause === undefined ? undefined : { cause });
}
