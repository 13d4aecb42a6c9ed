import type { RunnerWords } from "../../harness/runner-words.js";

/** Jest's words in messages. */
export const JEST_WORDS: RunnerWords = {
  test: "test",
  action: "test",
  caller: "useTestDatabase",
  open: "db().open()",
  defer: "db.defer()",
};
