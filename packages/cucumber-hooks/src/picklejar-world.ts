import type { IWorldOptions, World } from "@cucumber/cucumber";
import type { DatabaseHandle as ScenarioDatabase } from "@picklejar/core/integration";

/** What picklejar adds to the World of a scenario. */
export interface PicklejarProperties {
  /**
   * The scenario's database, or the first of several. There from before your own Before hooks until after your own After hooks;
   * `undefined` in a scenario tagged `@no_database`, which its type leaves out.
   */
  db: ScenarioDatabase;
  /** All databases of the scenario, by name. */
  databases: Readonly<Record<string, ScenarioDatabase>>;
  /**
   * Has something done when the scenario ends, whatever its outcome: last in, first out, after your own After hooks, and while the
   * database is still there. What it returns is awaited.
   */
  defer: (work: () => unknown) => void;
}

/** The World of a suite with picklejar, as the type of `this` in steps and hooks. */
export interface PicklejarWorld<Parameters = unknown> extends World<Parameters>, PicklejarProperties {}

type WorldClass = new (options: IWorldOptions) => object;

/** What picklejar adds to a World whose database is not called `db`; see the option `worldProperty`. */
export type PicklejarPropertiesAs<Property extends string> = Omit<PicklejarProperties, "db"> & {
  [Name in Property]: ScenarioDatabase;
};

/** A World class with its statics, whose instances have what picklejar adds. */
export type WithPicklejar<Base extends WorldClass, Property extends string = "db"> = Omit<Base, "prototype"> &
  (new (...options: ConstructorParameters<Base>) => InstanceType<Base> & PicklejarPropertiesAs<Property>);

/**
 * Gives a World class of your own the types of what picklejar adds: `class ShopWorld extends withPicklejar(World) { … }`.
 * At run time it is the very class that it is given.
 *
 * @param _property the option `worldProperty`, where it is not `db`
 */
export function withPicklejar<Base extends WorldClass, Property extends string = "db">(
  base: Base,
  _property?: Property,
): WithPicklejar<Base, Property> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The hooks add the properties to each instance.
  return base as unknown as WithPicklejar<Base, Property>;
}
