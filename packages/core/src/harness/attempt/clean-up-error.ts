import { isError } from "../../errors/is-error.js";
import { messageOf } from "../../errors/message-of.js";
import type { RunnerWords } from "../runner-words.js";

/**
 * Throws the one error that a hook can throw for all that went wrong when a test was cleaned up: a single one as it is, so that its
 * stack leads to its cause; several as an `AggregateError` whose message has them all, as reports show no more than that.
 */
export function throwCleanUpErrors(errors: readonly unknown[], words: RunnerWords): void {
  if (errors.length === 0) return;
  if (errors.length === 1) throw errors[0];
  const list = errors.map((error, index) => `${index + 1}. ${describe(error)}`);
  const message = `${errors.length} things went wrong in the clean-up of this ${words.test}:\n${list.join("\n")}`;
  throw new AggregateError(errors, message);
}

/** Its message, and the line that threw it. */
function describe(error: unknown): string {
  if (!isError(error)) return messageOf(error);
  const frame = error.stack?.split("\n").find((line) => /^ +at /.test(line));
  return frame === undefined ? error.message : `${error.message}\n${frame}`;
}
