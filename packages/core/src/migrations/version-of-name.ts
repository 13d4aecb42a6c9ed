/** Digits, also in groups as of a date, that no letter follows; or digits and one small letter, of a file put in between. */
const VERSION = /^(?:\d+[a-z]|\d+(?:[-_.]\d+)*)(?![\dA-Za-z])/;

/** Flyway's and refinery's names: `V1_1__users`, `U1__users`, and without a number `R__users`. */
const PREFIXED = /^(?:(?<prefix>[VU])|(?<other>[RB]))(?<digits>\d+(?:[._]\d+)*)?__/;

/**
 * What a migration's name begins with: `003`, `20240813211251`, `2024-01-31`, `002b`, or `V1.1` for `V01_1__users`; `undefined` for
 * another beginning.
 */
export function versionOfName(name: string): string | undefined {
  const { prefix, digits } = PREFIXED.exec(name)?.groups ?? {};
  if (prefix === undefined || digits === undefined) return VERSION.exec(name)?.[0];
  return `V${digits.split(/[._]/).map(withoutZeros).join(".")}`;
}

/** The letter of a name such as Flyway's. */
export function prefixOfName(name: string): string | undefined {
  const { prefix, other, digits } = PREFIXED.exec(name)?.groups ?? {};
  return other ?? (digits === undefined ? undefined : prefix);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, "");
}
