export async function up(db) {
  await db.schema
    .createTable("notes")
    .addColumn("id", "integer", (column) => column.primaryKey())
    .addColumn("text", "text", (column) => column.notNull())
    .execute();
}

export async function down(db) {
  await db.schema.dropTable("notes").execute();
}
