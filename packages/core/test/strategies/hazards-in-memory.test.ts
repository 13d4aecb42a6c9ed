import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Where no time tells of what is written through mapped memory. */
const MEMORY = "/dev/shm";

if (!existsSync(MEMORY)) console.log(`left out: there is no ${MEMORY} here, so this is the disk once more`);
const directory = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), "picklejar-tests-"));
process.env["PICKLEJAR_DIR"] = directory;
afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

// The same claims as on a disk, those with the tag "long" too.
await import("./hazards.test.js");
