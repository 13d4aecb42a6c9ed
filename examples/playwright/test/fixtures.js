import { test as databaseTest } from "@picklejar/core/playwright";

import { ListServer } from "../src/list-server.js";

/** The tests of the application: its server is started once for each worker, and told of the database of each test. */
export const test = databaseTest.extend({
  application: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from it that nothing else is needed.
    async ({}, use) => {
      const server = new ListServer();
      const url = await server.listen();
      await use({
        url,
        onDatabase: (database) => server.openDatabase(database.path),
        onRelease: () => server.closeDatabase(),
      });
      server.close();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ application }, use) => use(application.url),
});
