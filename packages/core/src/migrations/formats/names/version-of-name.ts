/** Digits without a letter after them, also in groups such as a date; or digits and one lower-case letter, for a file that was inserted later. */
const VERSION = /^(?:\d+[a-z]|\d+(?:[-_.]\d+)*)(?![\dA-Za-z])/;

/** A version as Flyway writes it: `V1_1__users`, `V0001.Initial`. */
const V_VERSION = /^V(?<digits>\d+(?:[._]\d+)*)(?![\p{L}\d])/u;
const U_VERSION = /^U(?<digits>\d+(?:[._]\d+)*)__/;

/**
 * Reads the version at the beginning of a migration's name: `003`, `20240813211251`, `2024-01-31`, `002b`, or `V1.1` for `V01_1__users` and for
 * `U1.1__users`; `undefined` if there is none.
 */
export function versionOfName(name: string): string | undefined {
  const digits = (V_VERSION.exec(name) ?? U_VERSION.exec(name))?.groups?.["digits"];
  if (digits === undefined) return VERSION.exec(name)?.[0];
  return `V${digits
    .split(/[._]/)
    .map((part) => part.replace(/^0+(?=\d)/, ""))
    .join(".")}`;
}

/** Whether a name is that of a Flyway undo migration. */
export function isUndoName(name: string): boolean {
  return U_VERSION.test(name);
}
