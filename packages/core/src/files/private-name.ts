import { hasProcess, pidSpaceTag } from "./process-start-time.js";
import { createUniqueName } from "./unique-name.js";

const PATTERN = /^\.new-(?<space>[0-9a-f]{8})-(?<pid>\d+)-\d+-[0-9a-f]{12}$/;

/** In another container a maker cannot be seen: what is under a private name for so long has none any more. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** Names what is not complete yet, until it is renamed. The name says whose it is, so that it can be swept when its maker was killed. */
export function createPrivateName(): string {
  return `.new-${pidSpaceTag()}-${createUniqueName()}`;
}

export function isPrivateName(name: string): boolean {
  return PATTERN.test(name);
}

/** Whether the process that made what has this private name is gone. */
export function isAbandoned(name: string, ageMs: number): boolean {
  const { space, pid } = PATTERN.exec(name)?.groups ?? {};
  if (space === undefined || pid === undefined) return false;
  return ageMs > ABANDONED_AFTER_MS || (space === pidSpaceTag() && !hasProcess(Number(pid)));
}
