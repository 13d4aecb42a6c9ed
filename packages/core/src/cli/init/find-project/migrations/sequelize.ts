import { withoutComments } from "../source-text.js";
import { findFiles } from "../walk-folders.js";
import type { MigrationDetector } from "./migration-candidate.js";
import { listMigrationFolders } from "./migration-folders.js";

const TOOL = "Sequelize";

/** By folders of modules that are written for it; an Umzug in code is only named. */
export const detectSequelize: MigrationDetector = (project) => {
  const { dependencies } = project;
  if (!dependencies.has("sequelize")) return dependencies.has("umzug") ? nameUmzug(project) : [];
  const folders = listMigrationFolders(project).filter(({ contents }) => contents === "Sequelize");
  return folders.map(({ path: folder }) => ({
    tool: TOOL,
    location: folder,
    evidence: "package.json",
    folders: [folder],
    source: {
      kind: "code",
      helper: "umzug",
      imports: [
        'import { createRequire } from "node:module";',
        'import { fileURLToPath } from "node:url";',
        'import { Sequelize } from "sequelize";',
        'import { SequelizeStorage, Umzug } from "umzug";',
      ],
      factory: `({ path }) => {
    const sequelize = new Sequelize({ dialect: "sqlite", storage: path, logging: false });
    const context = sequelize.getQueryInterface();
    return new Umzug({
      migrations: {
        glob: ["*.{js,cjs}", { cwd: fileURLToPath(new URL(${JSON.stringify(`${folder}/`)}, import.meta.url)) }],
        // As sequelize-cli calls migrations: with the query interface and Sequelize.
        resolve: ({ name, path: file = "" }) => {
          const { up, down } = createRequire(import.meta.url)(file);
          return { name, up: () => up(context, Sequelize), down: () => down(context, Sequelize) };
        },
      },
      context,
      storage: new SequelizeStorage({ sequelize }),
      logger: undefined,
    });
  }`,
    },
    packages: ["umzug"],
  }));
};

function nameUmzug(project: Parameters<MigrationDetector>[0]): ReturnType<MigrationDetector> {
  const file = findFiles(project, /umzug|migrat/i).find((path) =>
    /new\s+Umzug\s*[(<]/.test(withoutComments(project.read(path) ?? "")),
  );
  if (file === undefined) return [];
  const problem = `${file} makes an Umzug, and init cannot tell how to give it a database: write the configuration by hand, with umzug() of @picklejar/core/migrators (docs/migrations/umzug.md)`;
  return [{ tool: "umzug", problem }];
}
