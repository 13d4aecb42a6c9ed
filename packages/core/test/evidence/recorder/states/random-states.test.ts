import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { runScript } from "../../../helpers/run-script.js";

const SCRIPT = fileURLToPath(new URL("../../../random-scenarios/states/main.mjs", import.meta.url));

/** What the scenarios of one kind of database came to. */
interface Figures {
  readonly scenarios: number;
  readonly compared: number;
  readonly unknown: number;
  readonly difference?: string;
}

describe("states of the past, of random writers", () => {
  test("are what a dump showed when they were the present", { timeout: 240_000 }, async () => {
    expect(await play(6)).toEqual(AS_THEY_SHOULD_BE);
  });

  // `pnpm random-states` plays 500.
  test("are that in 60 scenarios", { timeout: 600_000, tags: "long" }, async () => {
    expect(await play(60)).toEqual(AS_THEY_SHOULD_BE);
  });
});

/** Each scenario has 2 to 8 marks; most must be known, or nothing was shown. */
const AS_THEY_SHOULD_BE = Array.from({ length: 3 }, () => ({ difference: undefined, areMany: true, areMostKnown: true }));

async function play(scenarios: number): Promise<unknown> {
  // It needs files of `dist` beside the package, so the package has to come from there too.
  const result = await runScript(SCRIPT, { arguments: ["--scenarios", String(scenarios)], env: { NODE_OPTIONS: "" } });
  console.log(result.stdout);
  expect(result).toHaveEnded({ code: 0, stderr: "" });
  const lines = result.stdout.trim().split("\n");
  return lines.map((line) => {
    const { compared, unknown, scenarios: ofKind, difference } = JSON.parse(line) as Figures;
    return { difference, areMany: compared > ofKind, areMostKnown: unknown < compared / 10 };
  });
}
