import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, test } from "vitest";

import { describeFunction, findDefiningFile } from "../../../src/modules/functions/describe-function.js";
import { createFolder } from "../../helpers/create-folder.js";

describe("describeFunction", () => {
  test.each<[claim: string, make: (value: string) => () => unknown]>([
    ["a text", (value) => () => value],
    ["a text in an object", (value) => wrap({ deep: [{ value }] })],
    ["a map", (value) => wrap(new Map([["a", value]]))],
    ["a set", (value) => wrap(new Set([value]))],
    ["a pattern", (value) => wrap(new RegExp(value))],
    ["a URL", (value) => wrap(new URL(`file:///${value}`))],
    ["bytes", (value) => wrap(Buffer.from(value))],
    ["a date", (value) => wrap(new Date(value === "a" ? 1 : 2))],
    ["a getter", (value) => wrap(Object.defineProperty({}, "x", { get: () => value, enumerable: true }))],
    ["a function that closes over it", (value) => wrap(() => value)],
    [
      "a default of a parameter",
      (value) =>
        (given = value) =>
          given,
    ],
    ["the variable of a loop", (value) => [value].map((item) => () => item)[0] ?? (() => 0)],
    // oxlint-disable-next-line no-eval -- Users have it.
    ["what direct eval sees", (value) => [eval("() => value") as () => unknown, value][0] as () => unknown],
    ["a bound argument", (value) => echo.bind(undefined, value)],
    ["this of an arrow function", (value) => new Suite(value).arrow()],
    ["an instance with private fields", (value) => wrap(new Suite(value))],
    ["a proxy", (value) => wrap(new Proxy({ value }, {}))],
    ["a promise", (value) => wrap(Promise.resolve(value))],
  ])("tells functions of one text apart by %s", (_claim, make) => {
    const first = make("a");
    const second = make("b");
    expect(String(second)).toBe(String(first));
    expect(describeFunction(second).digest).not.toBe(describeFunction(first).digest);
  });

  test.each<[claim: string, make: () => () => unknown]>([
    ["equal values", () => wrap({ a: [1, "x", null, undefined, 2n] })],
    ["a function that closes over nothing", () => () => 1],
    ["a function of Node", () => wrap(setTimeout)],
    ["a module of Node", () => wrap(process.getBuiltinModule("node:fs"))],
  ])("gives one digest to functions made twice with %s", (_claim, make) => {
    const first = describeFunction(make());
    expect(first.incomparable).toEqual([]);
    expect(describeFunction(make())).toEqual(first);
  });

  test("leaves out variables that the text does not name", () => {
    const make = (counter: number) => {
      const use = () => counter;
      return [() => 1, use] as const;
    };
    expect(describeFunction(make(1)[0]).digest).toBe(describeFunction(make(2)[0]).digest);
  });

  test("names what it cannot compare, and gives each such function a digest of its own", () => {
    const description = describeFunction(wrap(new Suite("a")));
    expect(description.incomparable).toEqual(["value (Suite)"]);
    expect(describeFunction(wrap(new Suite("a"))).digest).not.toBe(description.digest);
  });

  test("tells apart what a factory of an installed package was given", async () => {
    const directory = createFolder({
      "node_modules/kit/package.json": '{ "name": "kit", "main": "index.js" }',
      "node_modules/kit/index.js": "exports.create = (options) => () => options;",
      "index.mjs":
        'import kit from "kit"; export const make = (value) => { const run = kit.create({ value }); return () => run(); };',
    });
    const { make }: { make: (value: string) => () => unknown } = await import(pathToFileURL(join(directory, "index.mjs")).href);
    const first = describeFunction(make("a"));
    expect([describeFunction(make("a")).digest, describeFunction(make("b")).digest === first.digest]).toEqual([
      first.digest,
      false,
    ]);
  });
});

describe("findDefiningFile", () => {
  test.each([
    ["a module", "defined.mjs", "export const run = () => 1;"],
    ["CommonJS", "defined.cjs", "exports.run = () => 1;"],
  ])("finds %s", async (_claim, name, source) => {
    const path = join(createFolder({ [name]: source }), name);
    const { run }: { run: () => unknown } = await import(pathToFileURL(path).href);
    expect(findDefiningFile(run)).toBe(path);
  });

  test("finds a module that Vitest transformed", () => {
    expect(findDefiningFile(wrap)).toBe(import.meta.filename);
  });

  test("finds none for eval", () => {
    // oxlint-disable-next-line no-eval -- Users have it.
    const fromText: object = (0, eval)("() => 1");
    expect(findDefiningFile(fromText)).toBeUndefined();
  });
});

const wrap = (value: unknown) => () => value;

function echo(value: unknown): unknown {
  return value;
}

class Suite {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  arrow(): () => unknown {
    return () => this.#value;
  }
}
