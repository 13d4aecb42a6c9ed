import { Console } from "node:console";

/** Keeps what the user's configuration, migrations and seed say out of what a command prints: scripts read that. */
export function sendConsoleToStderr(): void {
  globalThis.console = new Console(process.stderr, process.stderr);
}
