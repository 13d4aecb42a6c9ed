import { getOrCreate, misuseRangeError, misuseTypeError, suggest } from "@picklejar/core/integration";
import { distance } from "fastest-levenshtein";

import type { ScenarioInDocument } from "../expected-failure/tags/gherkin-document.js";
import { describeScenario } from "./scenario-location.js";

/** The part of a scenario that is needed. */
export interface TaggedScenario {
  readonly pickle: Pick<ScenarioInDocument["pickle"], "astNodeIds" | "name" | "tags" | "uri">;
  readonly gherkinDocument: object;
}

const NO_DATABASE = "@no_database";
const DATABASE = "@database:";

/**
 * Selects the databases of a scenario: those of its `@database:NAME` tags, none with `@no_database`, otherwise the usual ones.
 *
 * @throws `RangeError` for a name that the configuration does not have; `TypeError` for tags that contradict each other, or resemble one of these
 */
export function selectDatabases(
  { pickle, gherkinDocument }: TaggedScenario,
  usual: readonly string[],
  known: ReadonlyMap<string, unknown>,
): readonly string[] {
  const chosen: string[] = [];
  let hasNone = false;
  for (const { name } of pickle.tags) {
    if (name === NO_DATABASE) hasNone = true;
    else if (name.startsWith(DATABASE)) chosen.push(name.slice(DATABASE.length));
    else refuseSlip(name, { pickle, gherkinDocument });
  }
  if (chosen.length === 0) return hasNone ? [] : usual;
  const where = (): string => describeScenario(pickle, gherkinDocument);
  if (hasNone)
    throw misuseTypeError(`${where()}: ${NO_DATABASE} and ${DATABASE}${chosen[0]} exclude each other: keep one of them`);
  for (const name of chosen) {
    if (known.has(name)) continue;
    const names = [...known.keys()].map((each) => JSON.stringify(each)).join(", ");
    throw misuseRangeError(
      `${where()}: ${DATABASE}${name}: expected the name of a database in the configuration (${names})${suggest(name, [...known.keys()])}`,
    );
  }
  return [...new Set(chosen)];
}

/** By tag: the tag that was probably meant. A suite has few tags and many scenarios. */
const slips = new Map<string, string | null>();

/** A scenario must not get the usual database because of a misspelt tag. */
function refuseSlip(name: string, { pickle, gherkinDocument }: TaggedScenario): void {
  const meant = getOrCreate(slips, name, () => findMeant(name) ?? null);
  if (meant !== null)
    throw misuseTypeError(`${describeScenario(pickle, gherkinDocument)}: ${name} means nothing. Did you mean "${meant}"?`);
}

function findMeant(name: string): string | undefined {
  const [, stem = "", separator, database = ""] = /^@([^:]*)(:?)(.*)$/.exec(name) ?? [];
  const word = stem.toLowerCase().replaceAll(/[^a-z]/g, "");
  if (separator === "" && distance(word, "nodatabase") <= 1) return NO_DATABASE;
  const isDatabase = separator === "" ? word === "database" : distance(word, "database") <= 1;
  return isDatabase ? `${DATABASE}${database === "" ? "NAME" : database}` : undefined;
}
