import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { enclosingFolders } from "../files/enclosing-folders.js";
import { withoutWatching } from "./inputs/watch-file-system.js";

/** What the nearest package.json above an absolute path says under "type": `module` or `commonjs`; `undefined` if it says nothing. */
export function declaredTypeOf(path: string): string | undefined {
  return withoutWatching(() => {
    const manifests = enclosingFolders(dirname(path)).map((directory) => join(directory, "package.json"));
    const manifest = manifests.find((each) => existsSync(each));
    return manifest === undefined ? undefined : /"type"\s*:\s*"(module|commonjs)"/.exec(readFileSync(manifest, "utf8"))?.[1];
  });
}
