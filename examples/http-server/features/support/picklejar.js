import { installHooks } from "@picklejar/cucumber-hooks";

import { server } from "./server.js";

installHooks({
  // The server was started before this scenario, and outlives it: it is told which database to work on, and when to let go of it.
  onDatabase: ({ path }) => server.openDatabase(path),
  onRelease: () => server.closeDatabase(),
  // A connection that the server kept would be a mistake in it.
  openConnections: "fail",
});
