import { getOrCreate } from "../files/get-or-create.js";

/** Digests by absolute path. Of this process, because Node evaluates a module once per process. */
const seen = new Map<string, string>();

/**
 * Lists the modules that changed since this process first looked at them: Node does not evaluate them again.
 *
 * @param files digests by absolute path
 */
export function listOutdatedModules(files: ReadonlyMap<string, string>): string[] {
  const modules = [...files].filter(([path]) => LOADED_ONCE.test(path));
  return modules.filter(([path, digest]) => getOrCreate(seen, path, () => digest) !== digest).map(([path]) => path);
}

/** Other files are read again each time. */
const LOADED_ONCE = /\.(?:[cm]?[jt]sx?|json|node)$/;
