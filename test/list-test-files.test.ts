import { expect, test } from "vitest";

import { listTestFiles } from "./helpers/list-test-files.js";

test("listTestFiles names what finds no test file, in braces too, as after a renaming", () => {
  expect(listTestFiles(["test/{readme,docs}.test.ts"])).toEqual(["test/docs.test.ts", "test/readme.test.ts"]);
  expect(() => listTestFiles(["test/{readme,gone}.test.ts", "test/lost/*.test.ts"])).toThrow(
    'There is no test file "test/gone.test.ts", "test/lost/*.test.ts". If it was renamed or removed, change it where it is listed.',
  );
});
