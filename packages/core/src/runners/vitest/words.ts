import type { RunnerWords } from "../../harness/runner-words.js";

/** Vitest's words in messages. */
export const VITEST_WORDS: RunnerWords = {
  test: "test",
  action: "test",
  caller: "withTestDatabase",
  open: "db.open()",
  defer: "defer()",
};
