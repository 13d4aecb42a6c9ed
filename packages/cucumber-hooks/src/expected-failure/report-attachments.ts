/** What a World of Cucumber's has for attachments; one of the user's own may lack it. */
interface ReportingWorld {
  readonly log?: unknown;
  readonly link?: unknown;
}

/** Adds a text to the report of the step or hook that runs. */
export function logToReport(world: unknown, text: string): void {
  call(world, "log", text);
}

/** Adds an address to it. */
export function linkInReport(world: unknown, url: string): void {
  call(world, "link", url);
}

function call(world: unknown, name: keyof ReportingWorld, text: string): void {
  if (typeof world !== "object" || world === null) return;
  const attach: unknown = Reflect.get(world, name);
  if (typeof attach === "function") Reflect.apply(attach, world, [text]);
}
