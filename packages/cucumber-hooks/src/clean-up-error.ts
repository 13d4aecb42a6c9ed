import { isError, messageOf } from "@picklejar/core/integration";

/**
 * Gives the one error that a hook can throw for all that went wrong when a scenario was cleaned up: a single one as it is, so that its
 * stack leads to its cause; several as an `AggregateError` whose message has them all, as reports show no more than that.
 */
export function toCleanUpError(errors: readonly [unknown, ...unknown[]]): unknown {
  if (errors.length === 1) return errors[0];
  const list = errors.map((error, index) => `${index + 1}. ${describe(error)}`);
  return new AggregateError(errors, `${errors.length} things went wrong in the clean-up of this scenario:\n${list.join("\n")}`);
}

/** Its message, and the line that threw it. */
function describe(error: unknown): string {
  if (!isError(error)) return messageOf(error);
  const frame = error.stack?.split("\n").find((line) => /^ +at /.test(line));
  return frame === undefined ? error.message : `${error.message}\n${frame}`;
}
