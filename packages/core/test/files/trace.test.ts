import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";

import { coreDirectory } from "../helpers/create-project.js";
import { createFolder } from "../helpers/create-folder.js";
import { runScript } from "../helpers/run-script.js";

const SCRIPT = `
  import { trace } from ${JSON.stringify(pathToFileURL(join(coreDirectory, "dist/files/trace.js")).href)};
  trace("migration-run", "001_a");
  trace("fast-path");
`;

describe("trace", () => {
  test("appends a line for each event to the file that PICKLEJAR_TRACE names", async () => {
    const file = join(createFolder(), "trace.jsonl");
    const { stderr } = await runScript(SCRIPT, { env: { PICKLEJAR_TRACE: file } });
    const events = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(events.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ event: "migration-run", detail: "001_a" }),
      expect.objectContaining({ event: "fast-path" }),
    ]);
    expect(stderr).toBe("");
  });

  test("warns once where that file cannot be written, and lets the program go on", async () => {
    const { code, stderr } = await runScript(SCRIPT, {
      env: { PICKLEJAR_TRACE: join(createFolder(), "missing", "trace.jsonl") },
    });
    expect(stderr).toMatch(
      /^picklejar: PICKLEJAR_TRACE: expected a file that can be written, so nothing is traced: ENOENT: .+\n$/,
    );
    expect(code).toBe(0);
  });
});
