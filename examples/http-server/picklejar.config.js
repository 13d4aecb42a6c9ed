import { defineConfig } from "@picklejar/core";

export default defineConfig({
  migrations: "db/migrations",
  connection: (database) => database.pragma("journal_mode = WAL"),
});
