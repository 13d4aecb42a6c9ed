import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Project } from "../helpers/create-project.js";
import type { startScript } from "../helpers/run-script.js";

/** What a runner that is started by a test must not see of the one that runs it. */
export function runnerEnvironment(project: Project): Readonly<Record<string, string | undefined>> {
  const cleared = Object.keys(process.env).filter((name) =>
    /^(?:VITEST|PICKLEJAR_RUN$|JEST|MOCHA|NODE_TEST|PLAYWRIGHT|PW)/.test(name),
  );
  return {
    ...Object.fromEntries(cleared.map((name) => [name, undefined])),
    NO_COLOR: "1",
    PICKLEJAR_DIR: project.path("runs"),
  };
}

/** What is in the place for run directories, but for the folder of this user itself. */
export function leftovers(project: Project): readonly string[] {
  if (!existsSync(project.path("runs"))) return [];
  return readdirSync(project.path("runs"), { recursive: true, encoding: "utf8" }).filter((name) => name.includes("/"));
}

/** The tests that have a retained database, by name, with the attempt that it is of. */
export function retained(project: Project): Readonly<Record<string, number>> {
  const directory = project.path(".picklejar/failed");
  const files = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: "utf8" }) : [];
  return Object.fromEntries(
    files
      .filter((name) => /\d\d-[^/]+\.json$/.test(name))
      .map((name): { scenario: { name: string; attempt: number } } => JSON.parse(readFileSync(join(directory, name), "utf8")))
      .map(({ scenario }) => [scenario.name, scenario.attempt]),
  );
}

/** Waits until a process says READY. */
export async function untilReady(child: ReturnType<typeof startScript>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => {
        if (String(data).includes("READY")) resolve();
      });
    child.once("exit", () => reject(new Error("it ended before it was ready")));
  });
}
