/** What is known of the steps of one attempt, by the hook that runs after each. */
export class ScenarioSteps {
  readonly #steps: readonly { readonly text: string }[];
  #count = 0;
  #hasFailed = false;
  #hasAllPassed = true;
  #failure: string | undefined;

  constructor(steps: readonly { readonly text: string }[]) {
    this.#steps = steps;
  }

  /** What failed, where no hook ran after it, so that the report cannot show anything on it; a sentence for people. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /**
   * Notes that a step has run.
   *
   * @param status absent where a BeforeStep hook failed
   * @returns whether it is the one that failed
   */
  note(status: string | undefined): boolean {
    this.#count += 1;
    const isFailure = (status === undefined || status === "FAILED") && !this.#hasFailed;
    this.#hasFailed ||= isFailure;
    this.#hasAllPassed &&= status === "PASSED";
    return isFailure;
  }

  /**
   * @param status the worst of all results, once all steps are over
   * @returns how the step ended after which no hook ran; `undefined` where there is none, or it cannot be told
   */
  end(status: string | undefined): "undefined" | "ambiguous" | undefined {
    if (this.#hasFailed) return undefined;
    this.#failure = this.#describeFailure(status);
    if (!this.#hasAllPassed || this.#count >= this.#steps.length) return undefined;
    if (status === "UNDEFINED") return "undefined";
    return status === "AMBIGUOUS" ? "ambiguous" : undefined;
  }

  /** No hook runs after a step that is undefined or ambiguous. */
  #describeFailure(status: string | undefined): string | undefined {
    const [before, next] = [this.#steps[this.#count - 1], this.#steps[this.#count]];
    if (status === "UNDEFINED" || status === "AMBIGUOUS") {
      // One that comes after a skipped step cannot be told.
      const step = this.#hasAllPassed && next !== undefined ? `"${next.text}", which` : "a step that";
      return `After ${step} is ${status.toLowerCase()}:`;
    }
    if (status !== "FAILED") return undefined;
    if (before === undefined) return "After a hook that failed before the first step:";
    return next === undefined
      ? "After a hook that failed after all steps:"
      : `After a hook that failed after "${before.text}":`;
  }
}
