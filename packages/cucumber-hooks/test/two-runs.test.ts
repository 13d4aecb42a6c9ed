import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../test/helpers/of-today.js";
import { createSuite, type Suite } from "./helpers/create-suite.js";
import { MODES } from "./helpers/modes.js";

describe("two runs at once in one project", () => {
  for (const { where, parallel } of MODES)
    test(
      `each keep their own failed databases, ${where}, though one ends while the other still loads its support code`,
      parallel.length === 0 ? ODD_DAYS : EVEN_DAYS,
      async () => {
        const suite = createFailingSuite();
        const slow = suite.start(parallel, { WAIT_FOR: suite.path("go") });
        while (!existsSync(suite.path("loading"))) await sleep(10);
        await suite.start(parallel).end;
        expect(listRetained(suite)).toHaveLength(1);
        writeFileSync(suite.path("go"), "");
        await slow.end;
        expect(listRetained(suite)).toHaveLength(2);
        // Both were over when this one began.
        await suite.start(parallel).end;
        expect(listRetained(suite)).toHaveLength(1);
        expect(suite.leftovers()).toEqual([]);
      },
    );
});

/** Names of the runs that have retained a database. */
function listRetained(suite: Suite): readonly string[] {
  const directory = suite.path(".picklejar/failed");
  return readdirSync(directory).filter((run) => readdirSync(`${directory}/${run}`).some((name) => name.endsWith(".db")));
}

function createFailingSuite(): Suite {
  return createSuite({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "features/notes.feature": "Feature: notes\n  Scenario: one\n    When it fails\n",
    "features/steps/notes.js": `
      import { existsSync, writeFileSync } from "node:fs";
      import { When } from "@cucumber/cucumber";
      const { WAIT_FOR } = process.env;
      if (WAIT_FOR !== undefined) writeFileSync("loading", "");
      while (WAIT_FOR !== undefined && !existsSync(WAIT_FOR)) await new Promise((resolve) => setTimeout(resolve, 10));
      When("it fails", () => { throw new Error("it fails"); });
    `,
  });
}
