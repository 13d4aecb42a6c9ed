import { makeMigrator } from "./make-migrator.js";

/** Opens the notes in a file. Gives what was migrated as well. */
export async function openNotes(file) {
  const { db, migrator } = makeMigrator(file);
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error("The notes were not migrated", { cause: error });
  const sorted = db.selectFrom("notes").select("text").orderBy("pinned", "desc").orderBy("id");
  return {
    migrated: results,
    add: async (text) => db.insertInto("notes").values({ text }).execute(),
    pin: async (text) => db.updateTable("notes").set({ pinned: 1 }).where("text", "=", text).execute(),
    list: async () => (await sorted.execute()).map(({ text }) => text),
    close: async () => db.destroy(),
  };
}
