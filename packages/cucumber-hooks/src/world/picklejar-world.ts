import type { IWorldOptions, World } from "@cucumber/cucumber";
import type { DatabaseHandle as ScenarioDatabase } from "@picklejar/core/integration";

/** What picklejar adds to the World of a scenario. */
export interface PicklejarProperties {
  /**
   * The scenario's database, or the first of several, from before your own Before hooks until after your own After hooks. In a scenario tagged
   * `@no_database` it is `undefined`, which its type leaves out.
   */
  db: ScenarioDatabase;
  /** All databases of the scenario, by name. */
  databases: Readonly<Record<string, ScenarioDatabase>>;
  /**
   * Calls a function when the scenario ends, with any outcome: last in, first out, after your own After hooks, while the database is still there.
   * Its result is awaited.
   */
  defer: (work: () => unknown) => void;
}

/** The World of a suite with picklejar, as the type of `this` in steps and hooks. */
export interface PicklejarWorld<Parameters = unknown> extends World<Parameters>, PicklejarProperties {}

type WorldClass = new (options: IWorldOptions) => object;

/** The same for a World whose database has another name; see the option `worldProperty`. */
export type PicklejarPropertiesAs<Property extends string> = Omit<PicklejarProperties, "db"> & {
  [Name in Property]: ScenarioDatabase;
};

/** A World class with its statics, whose instances have the properties that picklejar adds. */
export type WithPicklejar<Base extends WorldClass, Property extends string = "db"> = Omit<Base, "prototype"> &
  (new (...options: ConstructorParameters<Base>) => InstanceType<Base> & PicklejarPropertiesAs<Property>);

/**
 * Gives your own World class the types of the properties that picklejar adds: `class ShopWorld extends withPicklejar(World) { … }`.
 * At run time it returns the same class.
 *
 * @param _property the option `worldProperty`, if it is not `db`
 */
export function withPicklejar<Base extends WorldClass, Property extends string = "db">(
  base: Base,
  _property?: Property,
): WithPicklejar<Base, Property> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The hooks add the properties to each instance.
  return base as unknown as WithPicklejar<Base, Property>;
}
