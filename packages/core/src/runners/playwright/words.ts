import type { RunnerWords } from "../../harness/runner-words.js";

/** Playwright's words in messages. */
export const PLAYWRIGHT_WORDS: RunnerWords = {
  test: "test",
  action: "test",
  caller: "picklejar",
  open: "db.open()",
  defer: "defer()",
};
