import { openInspectorSession, pathOfScript } from "../functions/inspect-function.js";

/**
 * Tells about each file that V8 gets a script from, until the returned function is called. It sees modules that a loader such as tsx reads in a
 * thread of its own.
 *
 * @remarks Switches the debugger on, which takes 30 to 230 ms. Does nothing in a Node without an inspector.
 */
export function watchScripts(includesLoadedScripts: boolean, note: (path: string) => void): () => void {
  const session = openInspectorSession();
  if (session === undefined) return () => undefined;
  let isListening = includesLoadedScripts;
  // Before the debugger is on, since it then also names the scripts that were loaded before.
  session.on("Debugger.scriptParsed", ({ params }) => {
    const path = isListening ? pathOfScript(params.url) : undefined;
    if (path !== undefined) note(path);
  });
  session.post("Debugger.enable");
  // A `debugger` statement of the user would wait forever.
  session.post("Debugger.setSkipAllPauses", { skip: true });
  isListening = true;
  return () => session.disconnect();
}
