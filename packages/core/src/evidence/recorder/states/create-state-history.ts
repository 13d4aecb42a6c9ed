import { observableOf } from "../../../databases/scenario-database.js";
import type { TestDatabase } from "../../../databases/test-database.js";
import type { StateHistory } from "../state-history.js";
import { CopyHistory } from "./copy-history.js";
import { OverlayHistory } from "./overlay-history.js";

/** The history of a test's database, or the reason why there is none: a clause for people, in lower case. */
export type StateHistoryResult =
  | { readonly history: StateHistory; readonly reason?: undefined }
  | { readonly history?: undefined; readonly reason: string };

/**
 * Begins the history of a database that a test is about to get. Its first mark, with index 0, is the state that the test is given. Opens nothing and
 * reads nothing. To be disposed of before the database is.
 */
export function createStateHistory(database: TestDatabase): StateHistoryResult {
  if (database.origin === "memory") return { reason: "a database in memory has no states that could be read beside it" };
  const observable = observableOf(database);
  if (observable === undefined) return { reason: "picklejar did not make this database" };
  const { states } = observable;
  const history = states.kind === "overlay" ? new OverlayHistory(states, observable) : new CopyHistory(states, observable);
  return { history };
}
