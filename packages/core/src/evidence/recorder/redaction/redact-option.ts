import { looksSecret } from "./secret-names.js";

/**
 * Which values are shown as `•••`. Names of columns, `table.column`, with `*` for anything, and patterns come on top of columns whose names look
 * like secrets; a function decides alone; `false` redacts nothing.
 */
export type Redact = false | readonly (string | RegExp)[] | ((table: string, column: string) => boolean);

/** Whether the values of a column are redacted. */
export type IsSecret = (table: string, column: string) => boolean;

/**
 * @param onError is told, once, what a function threw; whatever it throws for is redacted
 */
export function toIsSecret(redact: Redact | undefined, onError: (error: unknown) => void): IsSecret {
  if (redact === false) return () => false;
  if (typeof redact === "function") return guarded(redact, onError);
  const matchers = (redact ?? []).map(toColumnMatcher);
  return (table, column) => looksSecret(column) || matchers.some((matches) => matches(table, column));
}

/** Gives what tells whether a column is meant by `column`, `table.column` or a pattern. Names count as SQLite takes them: in any case. */
export function toColumnMatcher(pattern: string | RegExp): IsSecret {
  // One that is global remembers where it was.
  const expression =
    typeof pattern === "string" ? toExpression(pattern) : new RegExp(pattern.source, pattern.flags.replaceAll(/[gy]/g, ""));
  return (table, column) => expression.test(column) || expression.test(`${table}.${column}`);
}

function toExpression(name: string): RegExp {
  const source = name.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll("*", ".*");
  return new RegExp(`^${source}$`, "isu");
}

function guarded(decide: IsSecret, onError: (error: unknown) => void): IsSecret {
  let hasThrown = false;
  return (table, column) => {
    try {
      return decide(table, column);
    } catch (error) {
      if (!hasThrown) onError(error);
      hasThrown = true;
      return true;
    }
  };
}
