import util from "node:util";

/**
 * Remembers values that steps threw and that are not errors: Cucumber passes on only the text that `util.format` gives, which shows no getters and
 * nothing below the third level.
 */
export class ThrownValues {
  #seen: { readonly text: string; readonly value: unknown }[] = [];
  #original: typeof util.format | undefined;

  watch(): void {
    this.#seen = [];
    if (this.#original !== undefined) return;
    const original = util.format;
    this.#original = original;
    replaceFormat((...values: unknown[]) => {
      const text = original(...values);
      const [value] = values;
      if (values.length === 1 && typeof value !== "string") this.#note(text, value);
      return text;
    });
  }

  unwatch(): void {
    if (this.#original !== undefined) replaceFormat(this.#original);
    this.#original = undefined;
    this.#seen = [];
  }

  /** Gives the value of such a text; any other value unchanged. */
  find(error: unknown): unknown {
    const found = typeof error === "string" ? this.#seen.findLast(({ text }) => text === error) : undefined;
    return found === undefined ? error : found.value;
  }

  #note(text: string, value: unknown): void {
    this.#seen.push({ text, value });
    // Steps may also call it, and often.
    if (this.#seen.length > MAX_SEEN) this.#seen.shift();
  }
}

const MAX_SEEN = 100;

/** In the object that `require("node:util")` gives, where Cucumber looks it up at each call. */
function replaceFormat(format: typeof util.format): void {
  Reflect.set(util, "format", format);
}
