/** One part of what decides a template's content. */
export interface FingerprintInput {
  /** All but `observed` are declared: known before a build. */
  readonly kind: "migration" | "module" | "package" | "input" | "environment" | "option" | "version" | "observed";
  /** A path relative to the configuration's folder, with `/` (also at the end of a folder); or the name of a package, variable, option or program. */
  readonly name: string;
  /** Hex SHA-256 of content; or a version. */
  readonly digest: string;
}
