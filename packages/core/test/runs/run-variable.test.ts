import { describe, expect, test } from "vitest";

import { formatRunVariable, parseRunVariable } from "../../src/runs/run-variable.js";

describe("parseRunVariable", () => {
  test.each(["/dev/shm/picklejar-0/run-1-0-ab", "/with space/and|bar", "/línea\nnueva"])(
    "reads what was written for %j",
    (path) => {
      const run = { ownerPid: 4711, nonce: "00ff", path };
      expect(parseRunVariable(formatRunVariable(run))).toEqual(run);
    },
  );

  test.each([undefined, "", "4711", "4711|ab", "4711|ab|relative", "0|ab|/path", "x|ab|/path", "1|xyz|/path"])(
    "gives nothing for %j",
    (text) => {
      expect(parseRunVariable(text)).toBeUndefined();
    },
  );
});
