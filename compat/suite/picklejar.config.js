import { defineConfig } from "@picklejar/core";

import { database } from "./database.js";

export default defineConfig({
  ...database,
  seed: (connection) => connection.exec("INSERT INTO notes (body) VALUES ('from the seed')"),
});
