import { PicklejarError } from "@picklejar/core";

/**
 * Checks something inside a step that belongs to the set-up: where it does not hold, the scenario is red, also when it must fail, since
 * then it shows nothing about the bug that it captures.
 *
 * @throws PreconditionError with `PRECONDITION_FAILED`
 */
export function precondition(condition: unknown, message = "a precondition did not hold"): asserts condition {
  if (!condition) throw new PreconditionError(message);
}

/** A check of a scenario's set-up did not hold, so that the scenario could not show what it is about. */
export class PreconditionError extends PicklejarError {
  override readonly code = "PRECONDITION_FAILED";

  static {
    this.prototype.name = "PreconditionError";
  }
}
