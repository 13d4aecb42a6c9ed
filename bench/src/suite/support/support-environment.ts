/** What the command tells the processes that it starts; see {@link runCucumber}. */
export interface SupportEnvironment {
  /** Absolute folder for databases that are made by hand. */
  readonly BENCH_STORAGE: string;
  /** Absolute path of a migrated database, to be copied by hand. */
  readonly BENCH_TEMPLATE: string;
  /** Absolute folder of SQL migrations. */
  readonly BENCH_MIGRATIONS: string;
  /** Absolute folder of the same migrations as Drizzle wants them. */
  readonly BENCH_DRIZZLE: string;
  /** Absolute path of the file that gets the times. */
  readonly BENCH_TIMES: string;
}

/** Reads one of the variables; a suite that is not told where to work must not begin. */
export function supportVariable(name: keyof SupportEnvironment): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} must be set; this file is loaded by pnpm bench:suite`);
  return value;
}
