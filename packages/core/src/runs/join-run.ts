import { readOwnerRecord } from "./owner-record.js";
import { toRunDirectory, type RunDirectory } from "./run-directory.js";
import { formatRunVariable, parseRunVariable, RUN_VARIABLE } from "./run-variable.js";

/** What the variable was found to mean, once for each process and thread. */
let known: { readonly text: string; readonly run: RunDirectory | undefined } | undefined;

/**
 * Looks which run this process belongs to; `undefined` when it belongs to none, or that one was over when it was first looked at.
 *
 * @remarks For paths that must be quick: one small file is read the first time, nothing later. Makes nothing, and loads neither tmp
 * nor better-sqlite3.
 */
export function currentRun(): RunDirectory | undefined {
  const text = process.env[RUN_VARIABLE];
  if (text === undefined || text === "") return undefined;
  if (known?.text !== text) known = { text, run: readRun(text) };
  return known.run;
}

/** Makes a run the current one, for this process and for those that it starts. */
export function setCurrentRun(run: RunDirectory): void {
  const text = formatRunVariable(run);
  process.env[RUN_VARIABLE] = text;
  known = { text, run };
}

/** Makes this process forget a run that is over, and go back to the one it was started in, given as the variable's text. */
export function unsetCurrentRun(run: RunDirectory, outerText: string | undefined): void {
  const text = formatRunVariable(run);
  if (known?.text === text) known = undefined;
  if (process.env[RUN_VARIABLE] !== text) return;
  if (outerText === undefined) delete process.env[RUN_VARIABLE];
  else process.env[RUN_VARIABLE] = outerText;
}

function readRun(text: string): RunDirectory | undefined {
  const reference = parseRunVariable(text);
  if (reference === undefined) return undefined;
  const owner = readOwnerRecord(reference.path);
  const isSame = owner?.nonce === reference.nonce && owner.pid === reference.ownerPid;
  return isSame ? toRunDirectory(reference, false) : undefined;
}
