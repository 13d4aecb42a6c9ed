import { isAbsolute } from "node:path";

import type { RunReference } from "./run-directory.js";

/** The environment variable that passes a run to workers and child processes. */
export const RUN_VARIABLE = "PICKLEJAR_RUN";

/** Writes a run as `pid|nonce|directory`: the path comes last, since it may hold any character. */
export function formatRunVariable({ ownerPid, nonce, path }: RunReference): string {
  return `${ownerPid}|${nonce}|${path}`;
}

/** Reads a value of {@link formatRunVariable}; `undefined` for any other. */
export function parseRunVariable(text: string | undefined): RunReference | undefined {
  const match = /^(?<pid>[1-9]\d*)\|(?<nonce>[0-9a-f]+)\|(?<path>.+)$/s.exec(text ?? "");
  const { pid, nonce, path } = match?.groups ?? {};
  if (pid === undefined || nonce === undefined || path === undefined || !isAbsolute(path)) return undefined;
  return { ownerPid: Number(pid), nonce, path };
}
