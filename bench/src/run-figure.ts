import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { cleanEnvironment } from "./clean-environment.js";
import type { Figure } from "./report.js";

const CHILD = fileURLToPath(new URL("children/measure-figure.js", import.meta.url));

export interface RunFigureOptions {
  /** Absolute folder in which the figure gets one of its own. */
  readonly workDirectory: string;
  readonly isQuick: boolean;
}

/** Measures a figure in a fresh process, which nothing measured before has warmed up or filled. */
export async function runFigure(name: string, { workDirectory, isQuick }: RunFigureOptions): Promise<readonly Figure[]> {
  const directory = join(workDirectory, name);
  mkdirSync(directory);
  const child = fork(CHILD, [name, directory, isQuick ? "quick" : "full"], {
    execArgv: ["--expose-gc"],
    env: cleanEnvironment(),
  });
  const results: (readonly Figure[])[] = [];
  child.on("message", (message) => results.push(message as readonly Figure[]));
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  const [figures] = results;
  if (code !== 0 || figures === undefined) throw new Error(`measuring "${name}" ended with ${signal ?? `exit code ${code}`}`);
  return figures;
}
