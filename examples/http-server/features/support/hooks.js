import { AfterAll, BeforeAll } from "@cucumber/cucumber";

import { server } from "./server.js";
import { address } from "./address.js";

BeforeAll(async () => {
  address.url = await server.listen();
});

AfterAll(() => server.close());
