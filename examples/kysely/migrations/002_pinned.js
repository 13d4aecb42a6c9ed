export async function up(db) {
  await db.schema
    .alterTable("notes")
    .addColumn("pinned", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
}

export async function down(db) {
  await db.schema.alterTable("notes").dropColumn("pinned").execute();
}
