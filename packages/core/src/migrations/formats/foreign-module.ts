import { misuseTypeError } from "../../errors/misuse-error.js";
import type { MigrationFunction, MigrationParameters } from "../migration.js";
import { firstLineOf } from "../../errors/message-of.js";
import { isErrorNamed } from "../../errors/is-error.js";

/** A migration's function, and the object that has it. */
export interface MigrationMethod {
  readonly run: MigrationFunction;
  readonly owner: unknown;
}

/** Words that show the migrator that a module was written for. The first match wins. */
const MIGRATORS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/typeorm|MigrationInterface|queryRunner/i, "TypeORM"],
  [/mikro-?orm|\baddSql\b/i, "MikroORM"],
  [/sequelize|queryInterface/i, "Sequelize"],
  [/kysely/i, "Kysely"],
  [/knex/i, "Knex"],
];

const CURE =
  "picklejar calls up with one object, { name, path, context }. Set migrate to your migrator, in place of migrations, and wrap the " +
  'application\'s own call in skipWhenInitialized: docs/recipes.md, "A migrator of your own"';

/** Says in a sentence why a module exports no `up`; `text` is the module's source. */
export function describeMissingUp(label: string, exports: readonly unknown[], text: string): string {
  const isClass = exports.some((value) => typeof value === "function" && typeof Object(value.prototype).up === "function");
  const problem = `"${label}" exports no function named up`;
  return isClass ? `${problem}, but a class, ${origin(text, "as TypeORM and MikroORM have them")}: ${CURE}` : problem;
}

/**
 * Calls a migration's function. If it fails because it was written for another migrator, the error says so.
 *
 * @throws `TypeError` for a function of several parameters: the second would be missing, or a callback that nobody awaits
 */
export async function callMigration(
  { run, owner }: MigrationMethod,
  parameters: MigrationParameters,
  textOf: () => string,
): Promise<unknown> {
  const label = parameters.path ?? parameters.name;
  if (run.length > 1) {
    const origins = origin(textOf(), "for another migrator");
    throw misuseTypeError(`"${label}" has a function of ${run.length} parameters, ${origins}: ${CURE}`);
  }
  const foreignReads = new Set<string>();
  try {
    return await Reflect.apply(run, owner, [watched(parameters, foreignReads)]);
  } catch (error) {
    if (!isErrorNamed(error, "TypeError")) throw error;
    const text = textOf();
    const isForeign = foreignReads.size > 0 || callsParameter(run, error) || MIGRATORS.some(([sign]) => sign.test(text));
    if (!isForeign) throw error;
    throw misuseTypeError(`${firstLineOf(error)}. "${label}" seems written ${origin(text, "for another migrator")}: ${CURE}`, {
      cause: error,
    });
  }
}

function origin(text: string, otherwise: string): string {
  const name = MIGRATORS.find(([sign]) => sign.test(text))?.[1];
  return name === undefined ? otherwise : `for ${name}`;
}

/** Records the missing properties that are read, such as a query builder's `schema`. */
function watched(parameters: MigrationParameters, foreignReads: Set<string>): MigrationParameters {
  return new Proxy(parameters, {
    get(target, property, receiver) {
      if (typeof property === "string" && !(property in target)) foreignReads.add(property);
      return Reflect.get(target, property, receiver) as unknown;
    },
  });
}

/** Whether the function called its own parameter: `knex("users")`. */
function callsParameter(run: MigrationFunction, error: TypeError): boolean {
  const called = /^([\w$]+) is not a function/.exec(error.message)?.[1];
  const [head = ""] = String(run).split(/=>|\{/, 1);
  return called !== undefined && head.split(/[^\w$]+/).includes(called);
}
