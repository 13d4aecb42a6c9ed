import type * as Inspector from "node:inspector";
import { fileURLToPath } from "node:url";

import { loadLate } from "../../errors/load-late.js";

export interface WatchScriptsOptions {
  readonly includesLoadedScripts: boolean;
}

/**
 * Tells of each file that V8 gets a script from, until the function that it gives back is called. A loader such as tsx reads modules in a
 * thread of its own, where nobody sees it.
 *
 * @remarks Switches the debugger on, which takes 30 to 230 ms. Does nothing in a Node without an inspector.
 */
export function watchScripts({ includesLoadedScripts }: WatchScriptsOptions, note: (path: string) => void): () => void {
  const session = connect();
  if (session === undefined) return () => undefined;
  let isListening = includesLoadedScripts;
  // Before the debugger is on: it then names what was loaded before, too.
  session.on("Debugger.scriptParsed", ({ params }) => {
    const path = isListening ? pathOf(params.url) : undefined;
    if (path !== undefined) note(path);
  });
  session.post("Debugger.enable");
  // A `debugger` statement of the user's would wait for somebody to go on.
  session.post("Debugger.setSkipAllPauses", { skip: true });
  isListening = true;
  return () => session.disconnect();
}

function connect(): Inspector.Session | undefined {
  try {
    const { Session } = loadLate("node:inspector");
    const session = new Session();
    session.connect();
    return session;
  } catch {
    return undefined;
  }
}

/** Absolute; loaders put their own marks behind the name. Vitest's modules have bare paths. */
function pathOf(url: string): string | undefined {
  const name = url.replace(/[?#].*$/s, "");
  try {
    if (name.startsWith("file:")) return fileURLToPath(name);
  } catch {
    return undefined;
  }
  return /^(?:\/|[a-z]:[\\/])/i.test(name) ? name : undefined;
}
