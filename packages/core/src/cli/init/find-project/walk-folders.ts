import { posix } from "node:path";

import type { ProjectFolder } from "./project-folder.js";

const MAX_DEPTH = 4;
/** A project with more folders than this is searched only in part. */
const MAX_FOLDERS = 2000;
const LEFT_OUT = /^(?:\.|node_modules$|bower_components$|dist$|build$|out$|coverage$|vendor$|target$|tmp$)/;

/** Lists the folders of a project, relative and from the outside in. Leaves out what is built or installed, other packages, and what links lead to. */
export function walkFolders(project: ProjectFolder): readonly string[] {
  const folders = ["."];
  for (const folder of folders) {
    if (folders.length > MAX_FOLDERS) break;
    if (folder !== "." && folder.split("/").length >= MAX_DEPTH) continue;
    for (const entry of project.list(folder)) {
      const path = posix.join(folder, entry.name);
      const isOwn =
        entry.isDirectory() && !LEFT_OUT.test(entry.name) && project.kind(posix.join(path, "package.json")) !== "file";
      if (isOwn) folders.push(path);
    }
  }
  return folders;
}

/** Lists the files whose names match, in the folders of a project. */
export function findFiles(project: ProjectFolder, name: RegExp): readonly string[] {
  return walkFolders(project).flatMap((folder) => {
    const matching = project.list(folder).filter((entry) => name.test(entry.name));
    return matching.map((entry) => posix.join(folder, entry.name)).filter((path) => project.kind(path) === "file");
  });
}
