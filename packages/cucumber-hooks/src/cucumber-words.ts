import type { RunnerWords } from "@picklejar/core/integration";

/** Words for messages. */
export const CUCUMBER_WORDS: RunnerWords = {
  test: "scenario",
  action: "step",
  caller: "installHooks",
  open: "this.db.open()",
  defer: "this.defer()",
};
