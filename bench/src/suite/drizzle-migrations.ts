import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** Writes generated migrations the way Drizzle wants them: statements apart, and a journal. Both folders are absolute. */
export function writeDrizzleMigrations(migrationsDirectory: string, drizzleDirectory: string): void {
  mkdirSync(join(drizzleDirectory, "meta"), { recursive: true });
  const files = readdirSync(migrationsDirectory).toSorted();
  for (const file of files) {
    const statements = splitStatements(readFileSync(join(migrationsDirectory, file), "utf8"));
    writeFileSync(join(drizzleDirectory, file), statements.join("\n--> statement-breakpoint\n"));
  }
  const entries = files.map((file, idx) => ({
    idx,
    version: "6",
    when: idx + 1,
    tag: basename(file, ".sql"),
    breakpoints: true,
  }));
  writeFileSync(join(drizzleDirectory, "meta", "_journal.json"), JSON.stringify({ version: "6", dialect: "sqlite", entries }));
}

/** Of generated SQL: a statement ends where a line does, and a trigger with `END;`. */
function splitStatements(sql: string): readonly string[] {
  const statements: string[] = [];
  let lines: string[] = [];
  for (const line of sql.split("\n")) {
    if (line !== "") lines.push(line);
    const isTrigger = lines.includes("BEGIN");
    if (!(isTrigger ? line === "END;" : line.endsWith(";"))) continue;
    statements.push(lines.join("\n"));
    lines = [];
  }
  return statements;
}
