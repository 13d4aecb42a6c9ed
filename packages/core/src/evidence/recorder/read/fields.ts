/** Reads values of JSON whose shape nobody vouches for. No Node in here: the page uses it too. */
export type Fields = Readonly<Record<string, unknown>>;

/** Gives what can be asked for fields: of anything but an object, none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function numberOf(value: unknown): number {
  return readNumber(value) ?? 0;
}

export function readNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A field that is absent where it has no value. */
export function optional<K extends string, T>(name: K, value: T | undefined): { readonly [Key in K]?: T } {
  const fields: { [Key in K]?: T } = {};
  if (value !== undefined) fields[name] = value;
  return fields;
}
