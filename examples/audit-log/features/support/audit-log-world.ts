import { mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { After, setDefaultTimeout, setWorldConstructor, World } from "@cucumber/cucumber";
import { Session } from "@picklejar-examples/audit-log";
import { withPicklejar } from "@picklejar/cucumber-hooks";

import type { CommandRun } from "./run-audit-log.js";

/** What the steps of a scenario share. */
export class AuditLogWorld extends withPicklejar(World) {
  /** What the last command came to. */
  lastRun: CommandRun | undefined;

  /** What the last library call threw. */
  lastError: unknown;

  /** What the scenario remembers, by the name that commands use: `$SECRET`. */
  readonly remembered = new Map<string, string>();

  #session: Session | undefined;
  #directory: string | undefined;

  /** The library at work in this process, on the scenario's database. */
  get session(): Session {
    this.#session ??= new Session(this.db.path);
    return this.#session;
  }

  /** In place of the usual one. */
  useSession(session: Session): void {
    this.#session = session;
  }

  /** An empty folder, for files that commands write. It lies beside the database, where it goes with the run if all else fails. */
  async directory(): Promise<string> {
    this.#directory ??= await mkdtemp(join(dirname(this.db.path), "files-"));
    return this.#directory;
  }

  /** Replaces `$NAME` by what the scenario remembers. */
  recall(text: string): string {
    return text.replaceAll(/\$([A-Z_]+)/g, (whole, name: string) => this.remembered.get(name) ?? whole);
  }

  async tidyUp(): Promise<void> {
    this.#session?.close();
    if (this.#directory !== undefined) await rm(this.#directory, { recursive: true, force: true });
  }
}

setWorldConstructor(AuditLogWorld);

// A step that starts seven processes takes a while on a machine that is busy with other things.
setDefaultTimeout(60_000);

After({ name: "Close the session, remove written files" }, async function (this: AuditLogWorld) {
  await this.tidyUp();
});
