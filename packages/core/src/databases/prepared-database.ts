import type { ResolvedDatabase } from "../config/database-config.js";
import type { RegisteredSource } from "../record/registered-source.js";
import type { Run } from "../runs/run.js";
import type { StrategyChoice } from "../strategies/choose-strategy.js";
import type { DatabasePool } from "../strategies/pool.js";
import type { Template } from "../template/template.js";

/** What this process needs to make copies of one database of a configuration. */
export interface PreparedDatabase {
  readonly database: ResolvedDatabase;
  readonly run: Run;
  /** Hex SHA-256 of everything that decides the contents of test databases. */
  readonly fingerprint: string;
  /** What is copied; `undefined` when `PICKLEJAR_TEMPLATE` is `off`. */
  readonly template: Template | undefined;
  /** Makes databases for scenarios; `undefined` when there is no template. */
  readonly pool: DatabasePool | undefined;
  readonly strategy: StrategyChoice;
  /** Names what made the databases in the run's record. */
  readonly schemaId: string;
  /** Its entry in the run's record. Without a template it is not recorded, and does not describe one. */
  readonly source: RegisteredSource;
  /** Whether this process built a template for it. */
  readonly isBuilt: boolean;
  /** Milliseconds that the migrations and the seed took when they were built; 0 when templates are off. */
  readonly buildMs: number;
}
