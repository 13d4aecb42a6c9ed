import { toLogText } from "./log-text.js";

/** What this process has said, by key. */
const said = new Set<string>();

/** Prints a line that begins with `picklejar:` on stderr. */
export function warn(message: string): void {
  process.stderr.write(toLogText(`picklejar: ${message}\n`));
}

/** The same, if this process has said nothing under this key yet. */
export function warnOnce(key: string, message: string): void {
  if (said.has(key)) return;
  said.add(key);
  warn(message);
}
