import type { RunnerWords } from "../../harness/runner-words.js";

/** node:test's words in messages. */
export const NODE_TEST_WORDS: RunnerWords = {
  test: "test",
  action: "test",
  caller: "testDatabase",
  open: "db.open()",
  defer: "db.defer()",
};
