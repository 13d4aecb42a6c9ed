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
  const path = readMigrationsPath(text);
  if (path === COMPUTED)
    return [
      {
        tool: TOOL,
        problem: `${evidence} computes its folder of migrations, and init does not run it: name the folder with --migrations FOLDER`,
      },
    ];
  const folder = path ?? posix.join(schema === undefined ? "prisma" : posix.dirname(schema), "migrations");
  const provider = readProvider(project, folder, schema);
  if (provider !== undefined && provider !== "sqlite")
    return [
      { tool: TOOL, problem: `${schema ?? evidence} is for ${provider}, and picklejar is for SQLite`, folders: [folder] },
    ];
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

function readProvider({ read }: ProjectFolder, folder: string, schema: string | undefined): string | undefined {
  const lock = /^\s*provider\s*=\s*"(\w+)"/m.exec(read(posix.join(folder, "migration_lock.toml")) ?? "")?.[1];
  if (lock !== undefined || schema === undefined) return lock;
  return /datasource\s+\w+\s*\{[^}]*?provider\s*=\s*"(\w+)"/.exec(withoutComments(read(schema) ?? ""))?.[1];
}
