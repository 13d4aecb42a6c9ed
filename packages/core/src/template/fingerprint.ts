/** One thing that decides what is in a template. */
export interface FingerprintInput {
  readonly kind: "migration" | "module" | "package" | "input" | "environment" | "option" | "version";
  /** A path relative to the configuration's folder, with `/`; or the name of a package, variable, option or program. */
  readonly name: string;
  /** Hex SHA-256 of content with line endings normalised; or a version. */
  readonly digest: string;
}

/** Everything that decides what is in a template, in one hash. */
export interface Fingerprint {
  /** Hex SHA-256 over all inputs, in order. */
  readonly hash: string;
  readonly inputs: readonly FingerprintInput[];
  /** Imports that could not be followed, as `file: specifier`: `inputs` has to name what is behind them. */
  readonly unresolved: readonly string[];
}

/** The fingerprints of a database's one or two templates. */
export interface DatabaseFingerprints {
  /** Migrated, not seeded. */
  readonly migrated: Fingerprint;
  /** Migrated and seeded; absent without a `seed`. */
  readonly seeded: Fingerprint | undefined;
}
