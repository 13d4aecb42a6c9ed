import type { ResolvedDatabase } from "../../config/database-config.js";
import type { TestDatabases } from "../../databases/load-test-databases.js";
import { type OptionLocation, optionRangeError } from "../../options/option-error.js";
import { parseEnvironment, type EnvironmentVariable } from "../attempt/environment-variables.js";
import type { RecordOption, Retain, TestOptions } from "./test-options.js";

/** The options complete, and what they mean for a configuration: the same for every test. */
export interface ResolvedTestOptions<Context = unknown> extends Required<
  Omit<TestOptions<Context>, "environment" | "onDatabase" | "onRelease" | "record" | "redact">
> {
  /** Absolute folder of the configuration. */
  readonly directory: string;
  /** All databases of the configuration, by name. */
  readonly knownDatabases: ReadonlyMap<string, ResolvedDatabase>;
  readonly environment: readonly EnvironmentVariable[];
  /** `undefined`: by the size of the database. */
  readonly record: TestOptions<Context>["record"];
  readonly redact: TestOptions<Context>["redact"];
  readonly onDatabase: TestOptions<Context>["onDatabase"];
  readonly onRelease: TestOptions<Context>["onRelease"];
}

/**
 * Completes options that were checked.
 *
 * @param place of the options, for messages
 * @throws `TypeError` or `RangeError` for a database that the configuration does not have, for `PICKLEJAR_RETAIN`, and for `PICKLEJAR_RECORD`
 */
export function resolveTestOptions<Context>(
  options: TestOptions<Context>,
  { directory, file, databases: knownDatabases }: TestDatabases,
  place: OptionLocation,
): ResolvedTestOptions<Context> {
  const { databases = ["default"], onDatabase, onRelease } = options;
  const names = [...knownDatabases.keys()];
  for (const name of databases) {
    if (!names.includes(name)) throw optionRangeError({ file, prefix: "" }, "database", names, name);
  }
  const environment = parseEnvironment(options.environment, place);
  for (const { name, database } of environment) {
    if (database !== undefined && !names.includes(database))
      throw optionRangeError({ ...place, prefix: "environment." }, `${name}: its database`, names, database);
  }
  return {
    directory,
    knownDatabases,
    databases,
    environment,
    onDatabase,
    onRelease,
    openConnections: options.openConnections ?? "warn",
    record: readRecord() ?? options.record,
    redact: options.redact,
    retain: readRetain() ?? options.retain ?? "failed",
    deferTimeoutMs: options.deferTimeoutMs ?? 10_000,
    applicationTimeoutMs: options.applicationTimeoutMs ?? 60_000,
  };
}

/** What `PICKLEJAR_RECORD` says. */
export function readRecord(): RecordOption | undefined {
  const value = process.env["PICKLEJAR_RECORD"];
  if (value === undefined || value === "") return undefined;
  if (value === "steps" || value === "scenario") return value;
  if (value === "off") return false;
  if (value === "hooks") return { hooks: true };
  const place = { file: undefined, subject: "environment", prefix: "" };
  throw optionRangeError(place, "PICKLEJAR_RECORD", ["steps", "scenario", "hooks", "off"], value);
}

function readRetain(): Retain | undefined {
  const value = process.env["PICKLEJAR_RETAIN"];
  if (value === undefined || value === "") return undefined;
  if (value === "failed" || value === "never" || value === "always") return value;
  throw optionRangeError(
    { file: undefined, subject: "environment", prefix: "" },
    "PICKLEJAR_RETAIN",
    ["failed", "never", "always"],
    value,
  );
}
