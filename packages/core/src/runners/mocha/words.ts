import type { RunnerWords } from "../../harness/runner-words.js";

/** Mocha's words in messages. */
export const MOCHA_WORDS: RunnerWords = {
  test: "test",
  action: "test",
  caller: "mocha",
  open: "this.db.open()",
  defer: "this.defer()",
};
