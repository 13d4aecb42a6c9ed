/** Digests by absolute path. Of this process, since Node evaluates a module once in it. */
const seen = new Map<string, string>();

/**
 * Lists those modules that are not what they were when this process first looked at them. Node evaluates a module once, so what
 * this process would build with them need not be what the files say now.
 *
 * @param files digests by absolute path
 */
export function listOutdatedModules(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([path, digest]) => {
    if (!LOADED_ONCE.test(path)) return [];
    const first = seen.get(path);
    if (first === undefined) seen.set(path, digest);
    return first === undefined || first === digest ? [] : [path];
  });
}

/** What a seed reads with `fs` it reads anew. */
const LOADED_ONCE = /\.(?:[cm]?[jt]sx?|json|node)$/;
