import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";

import { ODD_DAYS } from "../../../test/helpers/of-today.js";
import { createSuite, type Suite } from "./helpers/create-suite.js";
import { hooksDirectory, linkTool } from "./helpers/target.js";
import { withoutOwnHooks, type Envelope } from "./helpers/without-own-hooks.js";

interface KitResult {
  readonly success?: boolean;
  readonly error?: string;
  readonly messages: readonly Envelope[];
}

describe("loading the hooks changes no result", ODD_DAYS, () => {
  let without: Readonly<Record<string, KitResult>>;
  let withHooks: Readonly<Record<string, KitResult>>;

  beforeAll(async () => {
    const suite = createKitSuite();
    [without, withHooks] = await Promise.all([runKit(suite, "without"), runKit(suite, "with")]);
  });

  test("the kit's features run, and with the hooks", () => {
    const names = Object.keys(without);
    expect(Object.keys(withHooks)).toEqual(names);
    expect(names.filter((name) => without[name]?.success === true).length).toBeGreaterThan(12);
    // Cucumber 12 refuses the order that one of them asks for.
    const began = names.filter((name) => countMessages(without[name]) > 0);
    expect(began.length).toBeGreaterThan(40);
    for (const name of began)
      expect([name, countMessages(withHooks[name]) > countMessages(without[name])]).toEqual([name, true]);
  });

  test("each ends alike, with the same messages", () => {
    for (const [name, result] of Object.entries(without)) {
      const { success, error, messages } = withHooks[name] ?? { messages: [] };
      expect([name, { success, error }]).toEqual([name, { success: result.success, error: result.error }]);
      expect([name, withoutOwnHooks(messages)]).toEqual([name, withoutOwnHooks(result.messages)]);
    }
  });
});

function countMessages(result: KitResult | undefined): number {
  return result?.messages.length ?? 0;
}

/** One for both ways, so that paths in stacks are the same. */
function createKitSuite(): Suite {
  const suite = createSuite({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);",
    "run-kit.mjs": readFileSync(join(hooksDirectory, "test/fixtures/run-kit.mjs"), "utf8"),
    // What the kit's own steps are written for.
    "node_modules/@cucumber/fake-cucumber/package.json": `{ "name": "@cucumber/fake-cucumber", "type": "module", "exports": "./index.js" }`,
    "node_modules/@cucumber/fake-cucumber/index.js": `
      export * from "@cucumber/cucumber";
      export { defineParameterType as ParameterType } from "@cucumber/cucumber";
      export class PendingException extends Error {}
      export class SkippedException extends Error {}
    `,
  });
  const kit = dirname(createRequire(import.meta.url).resolve("@cucumber/compatibility-kit/package.json"));
  cpSync(join(kit, "features"), suite.path("kit"), { recursive: true });
  linkTool(suite.directory, "tsx");
  return suite;
}

async function runKit(suite: Suite, way: "with" | "without"): Promise<Readonly<Record<string, KitResult>>> {
  const result = await suite.startNode(["--import", "tsx", "run-kit.mjs", way, `${way}.json`]).end;
  expect(result).toHaveEnded({ code: 0, ...(way === "without" ? { stderr: "" } : {}) });
  return JSON.parse(readFileSync(suite.path(`${way}.json`), "utf8")) as Record<string, KitResult>;
}
