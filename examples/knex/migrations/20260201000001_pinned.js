export async function up(knex) {
  await knex.schema.alterTable("notes", (table) => {
    table.boolean("pinned").notNullable().defaultTo(false);
  });
}

export async function down(knex) {
  await knex.schema.alterTable("notes", (table) => {
    table.dropColumn("pinned");
  });
}
