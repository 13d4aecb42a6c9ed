import { isErrorNamed } from "../../errors/is-error.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { withCommitWitness } from "./commit-witness.js";
import type { MigrationTransaction } from "./migration-transaction.js";
import { attachedFileError } from "./refuse-attached-files.js";

/** Runs a migration's function in one transaction with its ledger row. */
export async function runFunction(run: () => unknown, transaction: MigrationTransaction): Promise<void> {
  const { database, connectionState, templateOf } = transaction.options;
  await withCommitWitness(database, async (witness) => {
    await transaction.begin(true);
    database.exec(`SAVEPOINT ${GUARD}`);
    try {
      await run();
      const problem = releaseGuard(database);
      if (problem !== undefined) throw new Error(problem);
    } catch (error) {
      const isWhole = releaseGuard(database) === undefined;
      transaction.rollBack();
      transaction.hasCommitted = !isWhole && (witness.hasSeenCommit() ?? true);
      throw error;
    }
  });
  if (templateOf !== undefined && connectionState.hasNewFile()) throw attachedFileError();
  await transaction.commit(true);
}

/** Savepoint in a function's transaction. */
const GUARD = "picklejar_function";

/** A savepoint ends with its transaction: if it is gone, the function ended the transaction, even if it began another. */
function releaseGuard(database: Database): string | undefined {
  try {
    database.exec(`RELEASE ${GUARD}`);
    return undefined;
  } catch (error) {
    const isBusy = isErrorNamed(error, "TypeError") && database.open;
    return isBusy
      ? "it left a query running: read each iterate() to its end, or return() it"
      : "it ended its transaction, which the runner has to commit";
  }
}
