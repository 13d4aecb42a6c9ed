import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { loadImplementation } from "./implementation.js";
import { CLAIMS, check } from "./verdict-table.js";

const implementation = loadImplementation(fileURLToPath(new URL("../../dist/expected-failure", import.meta.url)));

describe.each(Object.entries(CLAIMS))("%s", (_about, claims) => {
  test.each(claims.map((claim) => [claim.title.replaceAll("\n", "⏎"), claim] as const))("%s", (_title, claim) => {
    const [got, wanted] = check(claim, implementation);
    try {
      expect(got).toEqual(wanted);
    } catch (error) {
      // Shows the row in place of these lines, which are the same for all of them.
      throw Object.assign(Object(error), { stack: claim.row.stack });
    }
  });
});
