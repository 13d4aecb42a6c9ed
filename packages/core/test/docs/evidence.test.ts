import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { initTestDb } from "@picklejar/core";
import { ensureRun, RetainedDatabases } from "@picklejar/core/integration";

import { createProject } from "../helpers/create-project.js";

const page = readFileSync(fileURLToPath(new URL("../../../../docs/evidence.md", import.meta.url)), "utf8");

test("docs/evidence.md shows the report that its scenario has", async () => {
  const project = createProject({ "db/001.sql": blockOf("sql", "-- template.sql\n") });
  await using database = await initTestDb({ migrations: project.path("db") });
  database.open().exec(blockOf("sql", "-- scenario.sql\n"));
  const databases = new RetainedDatabases({ run: ensureRun(), projectDirectory: project.directory });
  const scenario = { uri: "orders.feature", feature: "Orders", name: "Ann pays", line: 12, attempt: 1 };
  const retained = await databases.retain(database, scenario);
  expect(retained?.title).toBe("Database of this scenario");
  expect(withoutPath(retained?.report ?? "")).toBe(withoutPath(blockOf("report", "")));
});

function blockOf(language: string, start: string): string {
  return page.split(`\`\`\`${language}\n${start}`)[1]?.split("\n```")[0] ?? "";
}

function withoutPath(report: string): string {
  return report.replace(/'.+failed\/[^/]+/, "'");
}
