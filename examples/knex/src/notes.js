import { makeKnex } from "./make-knex.js";

/** Opens the notes in a file. Gives what was migrated as well. */
export async function openNotes(filename) {
  const knex = makeKnex(filename);
  const [, migrated] = await knex.migrate.latest();
  return {
    migrated,
    add: async (text) => knex("notes").insert({ text }),
    pin: async (text) => knex("notes").where({ text }).update({ pinned: true }),
    list: async () => knex("notes").orderBy("pinned", "desc").orderBy("id").pluck("text"),
    close: async () => knex.destroy(),
  };
}
