import { renameSync, rmSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import { compareDatabases } from "../../src/evidence/diff/compare-databases.js";
import { runStatus } from "../../src/cli/status/status-command.js";
import {
  createExampleProject,
  databaseOf,
  observedIn,
  query,
  schemaOf,
  useHelper,
  useProject,
  type ExampleLibrary,
} from "./example-project.js";

/** What holds for each library: with the real one, in processes of their own. */
export function describeLibrary(name: string, library: ExampleLibrary): void {
  const { fileOf, nameOf, migration } = library;
  // All go the same way to a template, which Knex shows; of the others the quick tests show what differs, their helpers.
  const [ofDay, ofOtherDay] = name.length % 2 === 0 ? [EVEN_DAYS, ODD_DAYS] : [ODD_DAYS, EVEN_DAYS];
  const [ofHelper, ofTemplate] = name === "Knex" ? [ofOtherDay, {}] : [{}, ofOtherDay];

  test(
    `${name}'s helper makes what the library makes alone, and the application runs just what was added`,
    ofHelper,
    async () => {
      const project = createExampleProject(library);
      const seen = await useHelper(project, `migrations/${fileOf(2)}`, migration(2, "tags"));
      expect(seen).toEqual({ pending: [], applied: [], keptPending: [nameOf(2)], keptApplied: [nameOf(2)] });
      expect(differences(project, "alone", library.volatile)).toEqual([]);
      expect(schemaOf(databaseOf(project, "fresh"))).toEqual(schemaOf(databaseOf(project, "alone")));
      // Nothing of the ledger either: neither locks nor counters.
      expect(differences(project, "migrated", {})).toEqual([]);
      expect(tablesOf(databaseOf(project, "again"))).toEqual(["notes", "tags"]);
    },
  );

  describe(`a test database of ${name}`, () => {
    test("is up to date for the application, and another one after a migration is added", ofTemplate, async () => {
      const project = createExampleProject(library);
      const first = await useProject(project);
      expect(first).toMatchObject({ origin: "created", pending: [], applied: [] });
      expect(differences(project, "alone", library.volatile)).toEqual([]);
      expect(differences(project, "migrated", {})).toEqual([]);
      expect(observedIn(project)).toContain("migrations/");

      project.write(`migrations/${fileOf(2)}`, migration(2, "tags"));
      const second = await useProject(project, "kept");
      expect(second).toMatchObject({ pending: [], applied: [], keptPending: [nameOf(2)], keptApplied: [nameOf(2)] });
      expect(second.fingerprint).not.toBe(first.fingerprint);
      expect(tablesOf(databaseOf(project, "fresh"))).toEqual(["notes", "tags"]);

      const { lines } = await runStatus({ config: project.directory });
      expect(lines).toContain(`migrations      made by ${name}`);
    });

    test("is another one after an edit, a rename and a removal, and the old one after going back", ofDay, async () => {
      const project = createExampleProject(library);
      const first = await useProject(project);
      const [second, third] = [project.path(`migrations/${fileOf(2)}`), project.path(`migrations/${fileOf(3)}`)];
      project.write(`migrations/${fileOf(2)}`, migration(2, "tags"));
      const added = await useProject(project);
      project.write(`migrations/${fileOf(2)}`, migration(2, "labels"));
      const edited = await useProject(project);
      expect(tablesOf(databaseOf(project, "fresh"))).toEqual(["labels", "notes"]);
      project.write(`migrations/${fileOf(2)}`, migration(3, "labels"));
      renameSync(second, third);
      const renamed = await useProject(project);
      expect(renamed).toMatchObject({ pending: [], applied: [] });
      rmSync(third);
      const removed = await useProject(project);
      const fingerprints = [first, added, edited, renamed].map(({ fingerprint }) => fingerprint);
      expect(new Set(fingerprints).size).toBe(4);
      expect(removed.fingerprint).toBe(first.fingerprint);
    });
  });
}

function differences(
  project: ReturnType<typeof createExampleProject>,
  other: "migrated" | "alone",
  ignoredColumns: ExampleLibrary["volatile"],
): readonly string[] {
  const [before, after] = [databaseOf(project, "fresh"), databaseOf(project, other)].map((path) => new Database(path)) as [
    Database.Database,
    Database.Database,
  ];
  const { tables, schema } = compareDatabases(before, after, { ignoredColumns });
  before.close();
  after.close();
  return [...tables.map(({ table }) => table), ...schema.map((object) => object.name)];
}

/** Those that the migrations make. */
function tablesOf(path: string): readonly unknown[] {
  const rows = query(
    path,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('notes', 'tags', 'labels') ORDER BY name",
  );
  return (rows as readonly { readonly name: string }[]).map((row) => row.name);
}
