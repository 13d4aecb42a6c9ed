import { attempt } from "@picklejar/core/integration";

/** Cucumber's own `attach`, which the constructor of a World gets. */
export type Attach = (text: string, options: { readonly mediaType: string; readonly fileName?: string }) => unknown;

/** By World: the user's World may not have it, or something else of that name. */
const attachOf = new WeakMap<object, Attach>();

export function rememberAttach(world: object, attach: Attach): void {
  attachOf.set(world, attach);
}

/**
 * Adds a text to the report of the running step or hook, like `log`. Never throws.
 *
 * @returns whether the report has it
 */
export function logToReport(world: unknown, text: string): boolean {
  return attachToReport(world, text.replaceAll(MARKUP, `$&${WORD_JOINER}`), { mediaType: "text/x.cucumber.log+plain" });
}

/**
 * What begins a tag, a comment or a character reference of HTML. Up to Cucumber 12.9, HTML reports take a log for HTML; those of 13.3 do not, and
 * would show an escape as it is. With this invisible character behind it, it is text in both.
 */
const MARKUP = /<(?=[a-z/!?])|&(?=#|[a-z]{2})/gi;
const WORD_JOINER = "\u2060";

/** Adds an address to it, like `link`. Never throws. */
export function linkInReport(world: unknown, url: string): void {
  attachToReport(world, url, { mediaType: "text/uri-list" });
}

/** @returns whether the report has it */
export function attachToReport(world: unknown, text: string, options: Parameters<Attach>[1]): boolean {
  const attach = typeof world === "object" && world !== null ? attachOf.get(world) : undefined;
  if (attach === undefined) return false;
  // A scenario must not fail because of its report.
  const isAttached = attempt(() => {
    attach(text, options);
    return true;
  });
  return isAttached ?? false;
}
