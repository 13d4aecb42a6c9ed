import { COMPUTED, readString, withoutComments } from "../source-text.js";
import { importPath } from "../../files/import-path.js";
import { fileCandidate, findConfigFiles, MODULE_EXTENSIONS, type MigrationDetector } from "./migration-candidate.js";

const TOOL = "Knex";
const BY_HAND = "write the configuration by hand, with knex() of @picklejar/core/migrators (docs/migrations/knex.md)";

/** By `knexfile.*`. */
export const detectKnex: MigrationDetector = (project) =>
  findConfigFiles(project, ["knexfile"], MODULE_EXTENSIONS).map((file) => {
    const text = withoutComments(project.read(file) ?? "");
    const clients = [...text.matchAll(/(?<![\w$.])client\s*:\s*(["'`])([\w-]+)\1/g)].map(([, , client = ""]) => client);
    const directory = readString(text, "directory");
    const folders = [typeof directory === "string" ? directory.replace(/^\.\//, "") : "migrations"];
    if (clients.length > 0 && !clients.some((client) => /sqlite/i.test(client)))
      return {
        tool: TOOL,
        problem: `${file} is for ${[...new Set(clients)].join(" and ")}, and picklejar is for SQLite`,
        folders,
      };
    if (isFunction(text))
      return {
        tool: TOOL,
        problem: `${file} exports a function, and init does not run it: ${BY_HAND}`,
        folders,
      };
    if (!/export\s+default|module\.exports|export\s*=/.test(text))
      return { tool: TOOL, problem: `${file} has no default export: ${BY_HAND}`, folders };
    const environment = ["test", "development"].find((name) => hasProperty(text, name));
    const options = environment === undefined ? "knexfile" : `knexfile.${environment}`;
    return fileCandidate(TOOL, {
      file,
      folders,
      helper: "knex",
      imports: ['import createKnex from "knex";', `import knexfile from ${importPath(file)};`],
      factory: `({ path }) => createKnex({ ...${options}, connection: { filename: path } })`,
    });
  });

/** `development: { … }`, or `development` alone. */
function hasProperty(text: string, name: string): boolean {
  return readString(text, name) === COMPUTED || new RegExp(`[{,]\\s*${name}\\s*[,}]`).test(text);
}

function isFunction(text: string): boolean {
  return /(?:module\.exports\s*=|export\s+default)\s*(?:async\b|function\b|\([^)]*\)\s*=>)/.test(text);
}
