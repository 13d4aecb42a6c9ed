import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Copies a package of the workspace into a project's `node_modules`, with links to what it depends on below it. Vitest and Jest take a package that is
 * linked for files of the project, and transform the whole of it, which takes seconds.
 *
 * @param directory of the package
 * @param project folder
 */
export function installPackage(directory: string, project: string): void {
  const { name, files, dependencies } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;
  const target = join(project, "node_modules", name);
  for (const file of ["package.json", "dist", ...files])
    if (existsSync(join(directory, file))) cpSync(join(directory, file), join(target, file), { recursive: true });
  for (const dependency of Object.keys(dependencies)) {
    // The project has a copy of it.
    if (dependency.startsWith("@picklejar/")) continue;
    const link = join(target, "node_modules", dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(directory, "node_modules", dependency), link);
  }
}
