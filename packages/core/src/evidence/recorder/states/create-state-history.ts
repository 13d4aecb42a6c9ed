import { TestDatabase } from "../../../databases/test-database.js";
import type { StateHistory } from "../state-history.js";
import { CopyHistory } from "./copy-history.js";
import { OverlayHistory } from "./overlay-history.js";

/** The history of a test's database, or the reason why there is none: a clause for people, in lower case. */
export type StateHistoryResult =
  | {
      readonly history: StateHistory;
      /** A mark of an overlay always costs the same; that of a copy that changed goes by its size. */
      readonly kind: "overlay" | "copy";
      /** Of the template. */
      readonly sizeBytes: number;
      readonly reason?: undefined;
    }
  | { readonly history?: undefined; readonly reason: string };

/**
 * Begins the history of a database that a test is about to get. Its mark with index 0 is the state that the test is given; the first call of `mark()`
 * gives index 1. Opens nothing and reads nothing. To be disposed of before the database is.
 */
export function createStateHistory(database: TestDatabase): StateHistoryResult {
  if (database.origin === "memory") return { reason: "it is in memory" };
  const life = TestDatabase.lifeOf(database);
  const { states } = life;
  if (states === undefined) {
    return { reason: "it was not copied from a template, or lies at a path that picklejar did not choose" };
  }
  const history = states.kind === "overlay" ? new OverlayHistory(states, life) : new CopyHistory(states, life);
  return { history, kind: states.kind, sizeBytes: states.baseBytes };
}
