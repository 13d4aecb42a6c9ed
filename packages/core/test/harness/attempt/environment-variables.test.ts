import { afterEach, describe, expect, test } from "vitest";

import { parseEnvironment, setEnvironment } from "../../../src/harness/attempt/environment-variables.js";
import type { DatabaseHandle } from "../../../src/harness/attempt/database-handle.js";

const PLACE = { file: undefined, subject: "installHooks", prefix: "" };
const databases = new Map([createEntry("default"), createEntry("audit")]);

afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("SHOP_")) delete process.env[name];
});

describe("setEnvironment", () => {
  test.each([
    ["a name that ends in URL", "SHOP_URL", { SHOP_URL: "file:///default.db" }],
    [
      "a name that ends in URI or DSN",
      ["SHOP_URI", "SHOP_DSN"],
      { SHOP_URI: "file:///default.db", SHOP_DSN: "file:///default.db" },
    ],
    ["any other name", "SHOP_FILE", { SHOP_FILE: "/default.db" }],
    ["values", { SHOP_A: "path", SHOP_B: "url" }, { SHOP_A: "/default.db", SHOP_B: "file:///default.db" }],
    [
      "values of another database",
      { SHOP_A: "audit.path", SHOP_B: "audit.url" },
      { SHOP_A: "/audit.db", SHOP_B: "file:///audit.db" },
    ],
    ["a function", { SHOP_A: ({ path }: DatabaseHandle) => `sqlite://${path}` }, { SHOP_A: "sqlite:///default.db" }],
  ])("sets variables given as %s, and puts back what was there", (_what, option, expected) => {
    process.env["SHOP_A"] = "before";
    const restore = setEnvironment(parseEnvironment(option, PLACE), databases);
    expect(shopVariables()).toEqual({ SHOP_A: "before", ...expected });
    restore();
    expect(shopVariables()).toEqual({ SHOP_A: "before" });
  });

  test("takes a variable away that is for a database which the test does not have", () => {
    process.env["SHOP_A"] = "/production.db";
    const restore = setEnvironment(parseEnvironment({ SHOP_A: "audit.path" }, PLACE), new Map([createEntry("default")]));
    expect(shopVariables()).toEqual({});
    restore();
    expect(shopVariables()).toEqual({ SHOP_A: "/production.db" });
  });
});

describe("setEnvironment of a value that throws", () => {
  test("sets none of them", () => {
    process.env["SHOP_A"] = "before";
    const fail = (): never => {
      throw new Error("no such tenant");
    };
    expect(() => setEnvironment(parseEnvironment({ SHOP_A: "path", SHOP_B: fail }, PLACE), databases)).toThrow(
      "no such tenant",
    );
    expect(shopVariables()).toEqual({ SHOP_A: "before" });
  });
});

describe("parseEnvironment", () => {
  test.each([
    [7, "installHooks: environment: expected the name of a variable, a list of them, or an object, got 7"],
    ["", "installHooks: environment: expected the name of an environment variable, got ''"],
    [["A", "B C"], "installHooks: environment[1]: expected the name of an environment variable, got 'B C'"],
    [
      { A: "pathh" },
      'installHooks: environment.A: expected "path", "url", either of them after a database\'s name and a dot ("audit.path"), or a function, got \'pathh\'',
    ],
  ])("refuses %j", (option, message) => {
    expect(() => parseEnvironment(option, PLACE)).toThrow(new TypeError(message));
  });

  test("refuses, when it is set, what a function gives that is no text", () => {
    const variables = parseEnvironment({ SHOP_A: () => 7 }, PLACE);
    expect(() => setEnvironment(variables, databases)).toThrow("environment.SHOP_A: expected a function that returns a string");
  });
});

function createEntry(name: string): readonly [string, DatabaseHandle] {
  const open = (): never => {
    throw new Error("not opened here");
  };
  return [name, { name, path: `/${name}.db`, url: `file:///${name}.db`, open, changes: open, mark: open }];
}

function shopVariables(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("SHOP_")));
}
