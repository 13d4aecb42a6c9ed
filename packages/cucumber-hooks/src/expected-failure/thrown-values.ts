import util from "node:util";

/**
 * Knows what steps threw that was no error: Cucumber hands on the text that `util.format` makes of it. Without the value only that text is
 * judged, which tells less: nothing of getters, and nothing below the third level.
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

  /** Gives what Cucumber made a text of; what is no such text as it is. */
  find(error: unknown): unknown {
    const found = typeof error === "string" ? this.#seen.findLast(({ text }) => text === error) : undefined;
    return found === undefined ? error : found.value;
  }

  #note(text: string, value: unknown): void {
    this.#seen.push({ text, value });
    // Steps may call it too, and often.
    if (this.#seen.length > MAX_SEEN) this.#seen.shift();
  }
}

const MAX_SEEN = 100;

/** In the object that `require("node:util")` and a default import give: Cucumber looks it up there each time. */
function replaceFormat(format: typeof util.format): void {
  Reflect.set(util, "format", format);
}
