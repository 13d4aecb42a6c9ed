import { fileURLToPath } from "node:url";

/**
 * Gives the absolute path of the file that called a function, as Node loaded it, without source maps; `undefined` if it cannot be told.
 */
export function findCallingFile(callee: (...arguments_: never) => unknown): string | undefined {
  const before = { prepareStackTrace: Reflect.get(Error, "prepareStackTrace"), stackTraceLimit: Error.stackTraceLimit };
  try {
    Error.stackTraceLimit = DEEPEST;
    Error.prepareStackTrace = (_error, sites) => sites;
    const holder: { readonly stack?: unknown } = {};
    Error.captureStackTrace(holder, callee);
    const sites: readonly NodeJS.CallSite[] = Array.isArray(holder.stack) ? holder.stack : [];
    const name = sites.map((site) => site.getFileName() ?? "").find((each) => each !== "" && !each.startsWith("node:"));
    return name?.startsWith("file:") === true ? fileURLToPath(name) : name;
  } finally {
    Object.assign(Error, before);
  }
}

/** Frames of Node may come first. */
const DEEPEST = 20;
