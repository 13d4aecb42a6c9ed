import { misuseTypeError } from "../../errors/misuse-error.js";
import type { MigrationFunction, MigrationParameters } from "../migration.js";
import { firstLineOf } from "../../errors/message-of.js";
import { isErrorNamed } from "../../errors/is-error.js";

/** A migration's function, and the object that has it. */
export interface MigrationMethod {
  readonly run: MigrationFunction;
  readonly owner: unknown;
}

/** A migrator that modules are written for, and how picklejar runs it. */
interface ForeignMigrator {
  /** Words that show it. */
  readonly sign: RegExp;
  readonly name: string;
  /** Of `@picklejar/core/migrators`. */
  readonly helper: string;
  /** What the helper's function may call. */
  readonly example: string;
  /** In `docs/migrations`. */
  readonly page: string;
}

/** The first whose sign is there wins. */
const MIGRATORS: readonly ForeignMigrator[] = [
  {
    sign: /typeorm|MigrationInterface|queryRunner/i,
    name: "TypeORM",
    helper: "typeorm",
    example: "makeDataSource(path)",
    page: "typeorm",
  },
  { sign: /mikro-?orm|\baddSql\b/i, name: "MikroORM", helper: "mikroOrm", example: "makeOrm(path)", page: "mikro-orm" },
  { sign: /sequelize|queryInterface/i, name: "Sequelize", helper: "umzug", example: "makeUmzug(path)", page: "umzug" },
  { sign: /kysely/i, name: "Kysely", helper: "kysely", example: "makeMigrator(path)", page: "kysely" },
  { sign: /knex/i, name: "Knex", helper: "knex", example: "makeKnex(path)", page: "knex" },
];

const CALL = "picklejar calls up with one object, { name, path, context }";

/** For a migrator that has no helper. */
const OWN_MIGRATOR =
  `${CALL}. Set migrate to your migrator, in place of migrations, and wrap the application's own call in skipWhenInitialized: ` +
  'docs/recipes.md, "A migrator of your own"';

function cureFor(migrator: ForeignMigrator | undefined): string {
  if (migrator === undefined) return OWN_MIGRATOR;
  const { helper, example, page } = migrator;
  return (
    `${CALL}. Let the library run its own migrations: import { ${helper} } from "@picklejar/core/migrators" and give ` +
    `migrations: ${helper}(({ path }) => ${example}), docs/migrations/${page}.md`
  );
}

/** Says in a sentence why a module exports no `up`; `text` is the module's source. */
export function describeMissingUp(label: string, exports: readonly unknown[], text: string): string {
  const isClass = exports.some((value) => typeof value === "function" && typeof Object(value.prototype).up === "function");
  const problem = `"${label}" exports no function named up`;
  if (!isClass) return problem;
  const migrator = recognise(text);
  return `${problem}, but a class, ${nameOf(migrator, "as TypeORM and MikroORM have them")}: ${cureFor(migrator)}`;
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
    const migrator = recognise(textOf());
    const name = nameOf(migrator, "for another migrator");
    throw misuseTypeError(`"${label}" has a function of ${run.length} parameters, ${name}: ${cureFor(migrator)}`);
  }
  const foreignReads = new Set<string>();
  try {
    return await Reflect.apply(run, owner, [watched(parameters, foreignReads)]);
  } catch (error) {
    if (!isErrorNamed(error, "TypeError")) throw error;
    const text = textOf();
    const migrator = recognise(text);
    const isForeign = foreignReads.size > 0 || callsParameter(run, error) || migrator !== undefined;
    if (!isForeign) throw error;
    const name = nameOf(migrator, "for another migrator");
    throw misuseTypeError(`${firstLineOf(error)}. "${label}" seems written ${name}: ${cureFor(migrator)}`, { cause: error });
  }
}

function recognise(text: string): ForeignMigrator | undefined {
  return MIGRATORS.find(({ sign }) => sign.test(text));
}

function nameOf(migrator: ForeignMigrator | undefined, otherwise: string): string {
  return migrator === undefined ? otherwise : `for ${migrator.name}`;
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
