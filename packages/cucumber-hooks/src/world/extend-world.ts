import { misuseTypeError, type TestProperties } from "@picklejar/core/integration";

/**
 * Adds the databases and `defer` to a World, whose own `databases` and `defer` stay.
 *
 * @param property name for the first database
 * @throws `TypeError` if the World has something else of that name, or accepts no property
 */
export function extendWorld(world: unknown, property: string, { databases, defer }: TestProperties): void {
  if (!isRecord(world)) throw worldError("is not an object");
  databasesByWorld.set(world, databases);
  const [first] = databases.values();
  if (property in world && !isFree(world, property)) throw worldError(`has a "${property}" of its own`);
  give(world, property, first);
  if (isFree(world, "databases")) give(world, "databases", Object.fromEntries(databases));
  if (isFree(world, "defer")) give(world, "defer", defer);
}

/** The databases of the scenario that a World belongs to, whatever the World calls them. */
export function databasesOf(world: object): TestProperties["databases"] | undefined {
  return databasesByWorld.get(world);
}

const databasesByWorld = new WeakMap<object, TestProperties["databases"]>();

/** Values that were added: a suite may have one World for all scenarios, which still holds those of the last scenario. */
const given = new WeakSet<object>();

function isFree(world: Record<string, unknown>, property: string): boolean {
  const current = world[property];
  return current === undefined || (isReference(current) && given.has(current));
}

function give(world: Record<string, unknown>, property: string, value: unknown): void {
  try {
    world[property] = value;
  } catch (cause) {
    throw worldError(`does not accept a "${property}"`, cause);
  }
  if (world[property] !== value) throw worldError(`does not hold on to its "${property}"`);
  if (isReference(value)) given.add(value);
}

function isReference(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function worldError(what: string, cause?: unknown): TypeError {
  return misuseTypeError(
    `the World of this suite ${what}, so picklejar cannot put the scenario's database there. ` +
      'Name another property with installHooks({ worldProperty: "…" }), or let the World leave this one alone.',
    { cause },
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
