import { describe, expect, test } from "vitest";

import { extendWorld } from "../../src/world/extend-world.js";
import type { ScenarioDatabase } from "../../src/index.js";

const defer = (): void => undefined;

describe("extendWorld", () => {
  test("gives a World the first database, all of them by name, and defer", () => {
    const world = {};
    const [first, second] = [createHandle("default"), createHandle("audit")];
    extendWorld(world, "db", { databases: mapOf(first, second), defer });
    expect(world).toEqual({ db: first, databases: { default: first, audit: second }, defer });
  });

  test("leaves databases and defer of the World's own as they are", () => {
    const own = { databases: "mine", defer: "mine" };
    extendWorld(own, "db", { databases: mapOf(createHandle("default")), defer });
    expect(own).toMatchObject({ databases: "mine", defer: "mine" });
  });

  test("replaces the database of the scenario before in a World that serves several", () => {
    const world: { db?: ScenarioDatabase } = {};
    for (const handle of [createHandle("default"), createHandle("default")]) {
      extendWorld(world, "db", { databases: mapOf(handle), defer });
      expect(world.db).toBe(handle);
    }
  });

  test.each<[string, unknown, string]>([
    ["has a property of that name", { db: "mine" }, 'has a "db" of its own'],
    ["inherits a property of that name", createWithGetter("mine"), 'has a "db" of its own'],
    ["has only a getter of that name", createWithGetter(undefined), 'does not accept a "db"'],
    ["is frozen", Object.freeze({}), 'does not accept a "db"'],
    ["does what it likes with it", createWithSetter(), 'does not hold on to its "db"'],
    ["is no object", 7, "is not an object"],
  ])("says which option helps where the World %s", (_what, world, problem) => {
    expect(() => extendWorld(world, "db", { databases: mapOf(createHandle("default")), defer })).toThrow(
      new TypeError(
        `the World of this suite ${problem}, so picklejar cannot put the scenario's database there. ` +
          'Name another property with installHooks({ worldProperty: "…" }), or let the World leave this one alone.',
      ),
    );
  });

  test("takes another property where there is one", () => {
    const world = { db: "mine" };
    const handle = createHandle("default");
    extendWorld(world, "jar", { databases: mapOf(handle), defer });
    expect(world).toMatchObject({ db: "mine", jar: handle });
  });
});

function createHandle(name: string): ScenarioDatabase {
  const open = (): never => {
    throw new Error("not opened here");
  };
  return { name, path: `/${name}.db`, url: `file:///${name}.db`, open, changes: open, mark: open };
}

function mapOf(...handles: readonly ScenarioDatabase[]): ReadonlyMap<string, ScenarioDatabase> {
  return new Map(handles.map((handle) => [handle.name, handle]));
}

function createWithGetter(value: unknown): object {
  return Object.create({
    get db() {
      return value;
    },
  }) as object;
}

function createWithSetter(): object {
  return Object.create({
    get db() {
      return undefined;
    },
    set db(_value: unknown) {
      // Thrown away.
    },
  }) as object;
}
