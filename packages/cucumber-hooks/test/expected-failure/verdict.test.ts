import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { loadImplementation } from "./implementation.js";
import { findWrongVerdicts } from "./verdict-table.js";

test("what decides of expected failures decides as the table says", () => {
  const implementation = loadImplementation(fileURLToPath(new URL("../../dist/expected-failure", import.meta.url)));
  expect([...findWrongVerdicts(implementation)]).toEqual([]);
});
