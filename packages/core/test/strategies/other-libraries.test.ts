import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";
import type { Strategy } from "../../src/index.js";
import { createWalProject } from "../helpers/create-wal-project.js";
import { runScript } from "../helpers/run-script.js";

interface Outcome {
  /** How often a later scenario did not see the template. */
  readonly dirty: number;
  readonly ended: Strategy;
  readonly reason: string;
  readonly reasons: readonly string[];
}

/** SQLite's locks do not keep two libraries in one process apart: what one of them does passes through the other's pin. */
describe.each(["libsql", "node:sqlite"])("scenarios that use %s in the same process", (library) => {
  test("falls back to copies after the second write to a base file, and says why", EVEN_DAYS, async (context) => {
    if (!isThere(library)) return context.skip(`Node ${process.version} has no ${library}`);
    const outcomes = await run(library, "overlay");
    expect(Object.values(outcomes).filter(({ dirty }) => dirty > 0)).toEqual([]);
    expect(outcomes["writes and closes"]).toEqual({
      dirty: 0,
      ended: "copy",
      reason: expect.stringContaining("another SQLite library"),
      reasons: ["changed", "changed"],
    });
    expect(outcomes["leaves a connection open"]?.reasons).toContain("open-in-process");
    expect(outcomes["leaves a connection open that it opens after the look for open ones"]?.reasons).toContain(
      "open-in-process",
    );
  });

  test("leave the template to the next ones, with copies", ODD_DAYS, async (context) => {
    if (!isThere(library)) return context.skip(`Node ${process.version} has no ${library}`);
    expect(Object.values(await run(library, "copy")).filter(({ dirty }) => dirty > 0)).toEqual([]);
  });
});

function isThere(library: string): boolean {
  return library !== "node:sqlite" || isBuiltin(library);
}

async function run(library: string, strategy: Strategy): Promise<Record<string, Outcome>> {
  const script = fileURLToPath(new URL("../fixtures/other-library.mjs", import.meta.url));
  const { directory } = createWalProject();
  const { code, stdout, stderr } = await runScript(script, { cwd: directory, arguments: [library, strategy] });
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  const outcomes: Record<string, Outcome> = JSON.parse(stdout);
  return outcomes;
}
