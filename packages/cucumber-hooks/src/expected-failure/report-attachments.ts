/** Cucumber's own `attach`, which it gives to the constructor of a World. */
export type Attach = (text: string, options: { readonly mediaType: string; readonly fileName?: string }) => unknown;

/** By World: one of the user's may have something else of that name, or nothing. */
const attachOf = new WeakMap<object, Attach>();

/** Notes what a World was made with. */
export function rememberAttach(world: object, attach: Attach): void {
  attachOf.set(world, attach);
}

/** Adds a text to the report of the step or hook that runs, as `log` does. Never throws. */
export function logToReport(world: unknown, text: string): void {
  attachToReport(world, text, { mediaType: "text/x.cucumber.log+plain" });
}

/** Adds an address to it, as `link` does. Never throws. */
export function linkInReport(world: unknown, url: string): void {
  attachToReport(world, url, { mediaType: "text/uri-list" });
}

/** @returns whether the report has it */
export function attachToReport(world: unknown, text: string, options: Parameters<Attach>[1]): boolean {
  const attach = typeof world === "object" && world !== null ? attachOf.get(world) : undefined;
  if (attach === undefined) return false;
  try {
    attach(text, options);
    return true;
  } catch {
    // A scenario must not fail for its report.
    return false;
  }
}
