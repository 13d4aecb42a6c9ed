import type { MigrationParameters } from "@picklejar/core";

export function up({ context }: MigrationParameters): void {
  context.exec("CREATE VIEW note_count AS SELECT count(*) AS notes FROM notes");
}
