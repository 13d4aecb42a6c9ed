import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads the description of each project in an absolute folder, by name. */
export function readProjects(folder, only) {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .filter((name) => only === undefined || name === only)
    .toSorted();
  if (names.length === 0) throw new Error(`found no ${only ?? "NAME"}.json in "${folder}"`);
  return names.map((name) => readProject(folder, name));
}

function readProject(folder, name) {
  const path = join(folder, `${name}.json`);
  const { repository, commit, migrations, owner, ...others } = JSON.parse(readFileSync(path, "utf8"));
  for (const [key, value] of Object.entries({ repository, commit, migrations, owner }))
    if (typeof value !== "string" || value === "")
      throw new Error(`"${path}": ${key}: expected a non-empty string, got ${value}`);
  const directory = join(folder, name, migrations);
  if (owner !== "module" && !existsSync(directory)) throw new Error(`"${path}": migrations: there is no "${directory}"`);
  return { name, repository, commit, owner, directory, module: join(folder, `${name}.mjs`), ...others };
}
