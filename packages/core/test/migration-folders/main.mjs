// Judges picklejar's template of each project in a folder by the database that the project's own tool makes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { judgeProject } from "./judge-project.mjs";
import { readProjects } from "./read-projects.mjs";

const HELP = `Usage: pnpm migration-folders FOLDER [--only NAME]

For each NAME.json in FOLDER, builds a test database from the migrations of the project in FOLDER/NAME, and the database that its owner's tool
makes. Prints a line for each: right; right with an option, where the error without it names the option; refused, with the message; or WRONG, with
the first difference. Ends with exit code 1 if any is wrong. FOLDER is only read.

NAME.json:
  repository   owner/name, for the report
  commit       40 hex digits, for the report
  migrations   path of the migrations, relative to FOLDER/NAME
  owner        how the project runs them: drizzle, drizzle-1, prisma, d1, sqlx, golang-migrate, goose, diesel, dbmate, flyway, postgrator, files, or module
               (NAME.mjs, which exports picklejar's options as "options" and "migrate(path)")
  order        paths relative to migrations, for owner "files"; by name without it
  options      options of picklejar that its error names
  driver       "better-sqlite3" where the sqlite3 command is too old or lacks a function

  --only NAME  only this project
  --help       prints this
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", default: false }, only: { type: "string" } },
});
const [folder] = positionals;
if (values.help || folder === undefined || positionals.length > 1) {
  (values.help ? process.stdout : process.stderr).write(HELP);
  process.exit(values.help ? 0 : 2);
}

const projects = readProjects(resolve(process.env["INIT_CWD"] ?? ".", folder), values.only);
const scratch = mkdtempSync(join(tmpdir(), "picklejar-folders-"));
const counts = { right: 0, "right with": 0, refused: 0, WRONG: 0 };
try {
  for (const project of projects) {
    const { verdict, detail, files } = await judgeProject(project, scratch);
    counts[verdict]++;
    const commit = project.commit.slice(0, 10);
    console.log(`${project.name} (${project.repository}@${commit}, ${project.owner}, ${files} files): ${verdict}${detail}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(
  Object.entries(counts)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(", "),
);
process.exitCode = counts.WRONG > 0 ? 1 : 0;
