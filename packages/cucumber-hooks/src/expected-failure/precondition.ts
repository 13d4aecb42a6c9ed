import { PreconditionError } from "@picklejar/core";

/**
 * Checks something inside a step that belongs to the set-up: where it does not hold, the scenario is red, also when it must fail, since
 * then it shows nothing about the bug that it captures.
 *
 * @throws PreconditionError with `PRECONDITION_FAILED`
 */
export function precondition(condition: unknown, message = "a precondition did not hold"): asserts condition {
  if (!condition) throw new PreconditionError(message);
}
