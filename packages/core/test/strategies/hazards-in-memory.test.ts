import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { afterAll, describe, test } from "vitest";

/** Where no time tells of what is written through mapped memory. */
const MEMORY = "/dev/shm";

if (existsSync(MEMORY)) {
  const directory = mkdtempSync(`${MEMORY}/picklejar-tests-`);
  process.env["PICKLEJAR_DIR"] = directory;
  afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  // The same claims as on a disk.
  await import("./hazards.test.js");
} else {
  describe("hazards in memory", () => {
    test("are the same as on a disk", ({ skip }) => skip(`there is no ${MEMORY} here`));
  });
}
