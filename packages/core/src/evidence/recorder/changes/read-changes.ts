import type { ResolvedDatabase } from "../../../config/database-config.js";
import { ChangesUnavailableError } from "../../../errors/classes/evidence-errors.js";
import { messageOf } from "../../../errors/message-of.js";
import { misuseRangeError, misuseTypeError, PICKLEJAR_MARK } from "../../../errors/misuse-error.js";
import { describeValue, suggest } from "../../../options/option-error.js";
import { volatileColumnsOf } from "../../diff/compare-with-template.js";
import { ComparisonBudget } from "../../diff/comparison-budget.js";
import { compareStates, type ComparedRows } from "../compare/compare-states.js";
import type { PlacedState } from "../compare/placed-state.js";
import { PlacedStates } from "../compare/placed-states.js";
import { toColumnMatcher } from "../redaction/redact-option.js";
import type { StateReader } from "../state-history.js";
import { ChangeCollector } from "./change-collector.js";
import type { Changes, ChangesOptions } from "./table-changes.js";

/** Two states of one database. */
export interface ChangesSource {
  /** `default`, or the name of the database in the configuration. */
  readonly database: string;
  readonly configuration: ResolvedDatabase | undefined;
  /** Stays open, and the caller's. */
  readonly states: StateReader;
  /** Positions of moments. */
  readonly from: number;
  readonly to: number;
}

/** Rows without a counterpart that are held at a time, where rowids do not tell them. */
const HELD_BYTES = 512 * 1024 * 1024;

/**
 * Says which rows differ between two states: all of them, with their values as they are, never redacted.
 *
 * @throws `TypeError` and `RangeError` for options, {@link ChangesUnavailableError} `CHANGES_UNAVAILABLE` where a state or a table cannot be read
 */
export function readChanges(source: ChangesSource, { tables, ignore = [] }: ChangesOptions): Changes {
  const { states, from, to, configuration } = source;
  checkTables(tables);
  const ignores = toIgnored(ignore, configuration);
  const placed = new PlacedStates(states, configuration?.connection);
  try {
    const changedPages = placed.changedPages(from, to);
    if (changedPages.length === 0 && tables === undefined) return {};
    const [before, after] = placed.placeBoth(from, to);
    const wanted = tables === undefined ? undefined : resolveTables(tables, before, after, source.database);
    const compared = compareStates(before, after, changedPages, {
      ignoredColumnsOf: (table, columns) => new Set(columns.filter((column) => ignores(table, column))),
      isWanted: (table) => (wanted === undefined ? !table.startsWith("sqlite_") : wanted.has(table)),
      createBudget: () => new ComparisonBudget(Infinity, HELD_BYTES),
      createSink: (_, layout) => new ChangeCollector(layout),
    });
    return Object.fromEntries(
      compared.flatMap((table) => {
        const changes = finish(table, source.database);
        return changes === undefined ? [] : [[table.name, changes]];
      }),
    );
  } catch (error) {
    throw explain(error, source.database);
  } finally {
    placed.close();
  }
}

function checkTables(tables: readonly string[] | undefined): void {
  if (tables === undefined) return;
  if (Array.isArray(tables) && tables.every((table) => typeof table === "string")) return;
  throw misuseTypeError(`changes(): tables: expected an array of names, got ${describeValue(tables)}`);
}

function toIgnored(ignore: readonly (string | RegExp)[], configuration: ResolvedDatabase | undefined) {
  if (!Array.isArray(ignore) || !ignore.every((one) => typeof one === "string" || isRegExp(one))) {
    throw misuseTypeError(`changes(): ignore: expected an array of names and patterns, got ${describeValue(ignore)}`);
  }
  const matchers = ignore.map(toColumnMatcher);
  const volatile = configuration === undefined ? {} : volatileColumnsOf(configuration);
  return (table: string, column: string): boolean =>
    (Object.hasOwn(volatile, table) && volatile[table]?.includes(column) === true) ||
    matchers.some((matches) => matches(table, column));
}

/** Of whichever realm. */
function isRegExp(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object RegExp]";
}

function resolveTables(
  tables: readonly string[],
  before: PlacedState,
  after: PlacedState,
  database: string,
): ReadonlySet<string> {
  const names = [...new Set([...before.listTables(), ...after.listTables()].map(({ name }) => name))];
  return new Set(
    tables.map((table) => {
      const found = names.find((name) => name === table) ?? names.find((name) => name.toLowerCase() === table.toLowerCase());
      if (found !== undefined) return found;
      throw misuseRangeError(
        `changes(): tables: there is no table ${JSON.stringify(table)} in database "${database}"${suggest(table, names) || "."}`,
      );
    }),
  );
}

function finish({ sink, name, problem }: ComparedRows<ChangeCollector>, database: string) {
  if (problem === undefined) return sink?.finish();
  throw new ChangesUnavailableError(
    database,
    `table ${JSON.stringify(name)} could not be compared${problem.startsWith("since ") ? "," : ":"} ${problem}`,
    "Name the tables that you want with the option tables.",
  );
}

function explain(error: unknown, database: string): unknown {
  const isOurs = typeof error === "object" && error !== null && PICKLEJAR_MARK in error;
  if (isOurs) return error;
  return new ChangesUnavailableError(database, messageOf(error), "Look at the cause of this error.", error);
}
