import { posix } from "node:path";

import type { ProjectFolder } from "../project-folder.js";
import { COMPUTED, readString, withoutComments } from "../source-text.js";
import { findConfigFiles, folderCandidate, MODULE_EXTENSIONS, type MigrationDetector } from "./migration-candidate.js";

const TOOL = "Prisma";
const CURE = "run npx prisma migrate dev once, which writes it";

/** By `prisma.config.*`, or the schema where Prisma looks for it. */
export const detectPrisma: MigrationDetector = (project) => {
  const [config] = findConfigFiles(project, ["prisma.config", ".config/prisma"], MODULE_EXTENSIONS);
  const text = config === undefined ? "" : withoutComments(project.read(config) ?? "");
  const schema = findSchema(project, text);
  const evidence = config ?? schema;
  if (evidence === undefined) return [];
  const base = schema === undefined ? "prisma" : project.kind(schema) === "folder" ? schema : posix.dirname(schema);
  const usual = posix.join(base, "migrations");
  const provider = readProvider(project, schema);
  if (provider !== undefined && provider !== "sqlite")
    return [{ tool: TOOL, problem: `${schema ?? evidence} is for ${provider}, and picklejar is for SQLite`, folders: [usual] }];
  const folder = readMigrationsPath(text) ?? usual;
  if (folder === COMPUTED) {
    const problem = `${evidence} computes its folder of migrations, and init does not run it: name the folder with --migrations FOLDER`;
    return [{ tool: TOOL, problem, folders: [usual] }];
  }
  return [folderCandidate(project, TOOL, { folder, evidence, cure: CURE })];
};

function findSchema({ kind, manifest }: ProjectFolder, config: string): string | undefined {
  const named = readString(config, "schema");
  const { prisma } = manifest;
  const inManifest = typeof prisma === "object" && prisma !== null && "schema" in prisma ? prisma.schema : undefined;
  const paths = [named, inManifest, "prisma/schema.prisma", "schema.prisma"];
  return paths.find((path): path is string => typeof path === "string" && kind(path) !== undefined);
}

/** `migrations: { path: "…" }` */
function readMigrationsPath(text: string): ReturnType<typeof readString> {
  const block = /(?<![\w$.])migrations\s*:\s*\{([^}]*)\}/.exec(text)?.[1];
  return block === undefined ? undefined : readString(block, "path");
}

function readProvider({ read, list, kind }: ProjectFolder, schema: string | undefined): string | undefined {
  if (schema === undefined) return undefined;
  // A schema may be a folder of files.
  const names = kind(schema) === "folder" ? list(schema).map(({ name }) => posix.join(schema, name)) : [schema];
  const texts = names.filter((name) => name.endsWith(".prisma")).map((name) => withoutComments(read(name) ?? ""));
  const sources = texts.map((text) => /datasource\s+\w+\s*\{[^}]*?provider\s*=\s*"(\w+)"/.exec(text)?.[1]);
  return sources.find((provider) => provider !== undefined);
}
