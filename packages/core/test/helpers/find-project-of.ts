import { join } from "node:path";

import { findProject, type FindProjectOptions, type FoundProject } from "../../src/cli/init/find-project/find-project.js";
import { openProjectFolder } from "../../src/cli/init/find-project/project-folder.js";
import { createFolder } from "./create-folder.js";
import { textsOf, type ProjectFiles } from "./init-project.js";

/** A package.json whose runner is found. */
export const NODE_TEST = { scripts: { test: "node --test" } };

/** Looks at a project of files, which has a runner unless its package.json says otherwise. */
export function findProjectOf(files: ProjectFiles, options: FindProjectOptions = {}, below = "."): FoundProject {
  const folder = createFolder(textsOf({ "package.json": NODE_TEST, ...files }));
  return findProject(openProjectFolder(join(folder, below)), options);
}
