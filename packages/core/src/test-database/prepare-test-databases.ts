import { prepareDatabase } from "./prepare-database.js";
import { resolveRequestedDatabase, type TestDatabaseOptions } from "./requested-database.js";

/** What test databases will be copies of. */
export interface TestDatabaseSource {
  /** Hex SHA-256 of everything that decides what tests get. */
  readonly fingerprint: string;
  /** `undefined` when `PICKLEJAR_TEMPLATE` is `off`: each database is migrated for real. */
  readonly template:
    | {
        /** Absolute. */
        readonly path: string;
        readonly sizeBytes: number;
        /** Whether it was built just now, by this process. */
        readonly isBuilt: boolean;
        /** How long its migrations and seed took when it was built. */
        readonly buildMs: number;
      }
    | undefined;
}

/**
 * Builds what `initTestDb` needs, ahead of the first test: for global set-ups, and for whoever wants to show what happens.
 *
 * @throws what building the template can throw; see {@link initTestDb}
 */
export async function prepareTestDatabases(options?: TestDatabaseOptions): Promise<TestDatabaseSource> {
  const { fingerprint, template, isBuilt, buildMs } = await prepareDatabase(await resolveRequestedDatabase(options));
  if (template === undefined) return { fingerprint, template: undefined };
  return { fingerprint, template: { path: template.path, sizeBytes: template.manifest.sizeBytes, isBuilt, buildMs } };
}
