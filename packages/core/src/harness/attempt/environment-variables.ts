import { misuseTypeError } from "../../errors/misuse-error.js";
import { describeValue, type OptionLocation, optionTypeError } from "../../options/option-error.js";
import type { DatabaseHandle } from "./database-handle.js";

/**
 * What a variable is set to: a database's `path` or `url` (with a name before it, `audit.path`, one of several databases), or
 * what a function makes of the test's database.
 */
export type EnvironmentValue = "path" | "url" | `${string}.path` | `${string}.url` | ((database: DatabaseHandle) => string);

/**
 * Variables that are set for a test and restored after it. By name alone, a variable whose name ends in `URL`, `URI` or `DSN`
 * gets the URL, any other the path.
 */
export type EnvironmentOption = string | readonly string[] | Readonly<Record<string, EnvironmentValue>>;

/** One variable, and how its value is found. */
export interface EnvironmentVariable {
  readonly name: string;
  /** Which of the test's databases; the first without it. */
  readonly database: string | undefined;
  readonly valueOf: (database: DatabaseHandle) => string;
}

/** Puts back what {@link setEnvironment} replaced. */
export type RestoreEnvironment = () => void;

/**
 * Reads the option, an {@link EnvironmentOption}.
 *
 * @throws `TypeError` that names the variable, what was expected and the value
 */
export function parseEnvironment(option: unknown, place: OptionLocation): readonly EnvironmentVariable[] {
  if (option === undefined) return [];
  if (typeof option === "string") return [parseName(option, "environment", place)];
  if (Array.isArray(option)) return option.map((name: unknown, index) => parseName(name, `environment[${index}]`, place));
  if (typeof option !== "object" || option === null)
    throw optionTypeError(place, "environment", "the name of a variable, a list of them, or an object", option);
  return Object.entries(option).map(([name, value]) => parseValue(name, value, place));
}

/**
 * Sets the variables for the databases that a test has; one for a database that it does not have is taken away meanwhile, so that it
 * cannot lead to a database of somebody else's.
 *
 * @param environments a runner's sandbox may have one of its own
 */
export function setEnvironment(
  variables: readonly EnvironmentVariable[],
  databases: ReadonlyMap<string, DatabaseHandle>,
  environments: readonly NodeJS.ProcessEnv[] = [process.env],
): RestoreEnvironment {
  const [first] = databases.values();
  // All values first: where one of them throws, none is set.
  const values = variables.map(({ name, database, valueOf }) => {
    const wanted = database === undefined ? first : databases.get(database);
    return [name, wanted === undefined ? undefined : valueOf(wanted)] as const;
  });
  const before = environments.map((environment) => variables.map(({ name }) => [name, environment[name]] as const));
  for (const environment of environments) for (const [name, value] of values) setVariable(environment, name, value);
  return () => {
    for (const [index, environment] of environments.entries())
      for (const [name, value] of before[index] ?? []) setVariable(environment, name, value);
  };
}

function parseName(name: unknown, option: string, place: OptionLocation): EnvironmentVariable {
  if (typeof name !== "string" || !isVariableName(name))
    throw optionTypeError(place, option, "the name of an environment variable", name);
  return { name, database: undefined, valueOf: /(?:URL|URI|DSN)$/i.test(name) ? urlOf : pathOf };
}

function parseValue(name: string, value: unknown, place: OptionLocation): EnvironmentVariable {
  if (!isVariableName(name)) throw optionTypeError(place, "environment", "an object of variables by name", { [name]: value });
  if (typeof value === "function") {
    return {
      name,
      database: undefined,
      valueOf: (database) => requireText(value(database) as unknown, name, place),
    };
  }
  const [, database, property] = /^(?:(.+)\.)?(path|url)$/.exec(typeof value === "string" ? value : "") ?? [];
  if (property === undefined) {
    const expected = '"path", "url", either of them after a database\'s name and a dot ("audit.path"), or a function';
    throw optionTypeError(place, `environment.${name}`, expected, value);
  }
  return { name, database, valueOf: property === "url" ? urlOf : pathOf };
}

function requireText(value: unknown, name: string, place: OptionLocation): string {
  if (typeof value === "string") return value;
  throw misuseTypeError(
    `${optionTypeError(place, `environment.${name}`, "a function that returns a string", value).message} from it (${describeValue(typeof value)})`,
  );
}

function isVariableName(name: string): boolean {
  return name !== "" && !/[=\0\s]/.test(name);
}

function urlOf(database: DatabaseHandle): string {
  return database.url;
}

function pathOf(database: DatabaseHandle): string {
  return database.path;
}

function setVariable(environment: NodeJS.ProcessEnv, name: string, value: string | undefined): void {
  if (value === undefined) delete environment[name];
  else environment[name] = value;
}
