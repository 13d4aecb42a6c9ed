import { hasProcess, pidSpaceTag } from "./processes/process-start-time.js";
import { createUniqueName } from "./unique-name.js";

const PATTERN = /^\.new-(?<space>[0-9a-f]{8})-(?<pid>\d+)-\d+-[0-9a-f]{12}$/;

/** A maker in another container cannot be seen. After this time it counts as gone. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000;

/** Names a file or folder that is not complete yet. The name says who makes it, so that it can be swept if its maker is killed. */
export function createPrivateName(): string {
  return `.new-${pidSpaceTag()}-${createUniqueName()}`;
}

export function isPrivateName(name: string): boolean {
  return PATTERN.test(name);
}

/** Whether this is a private name, and the process that made it is gone. */
export function isAbandoned(name: string, ageMs: number): boolean {
  const { space, pid } = PATTERN.exec(name)?.groups ?? {};
  if (space === undefined || pid === undefined) return false;
  return ageMs > ABANDONED_AFTER_MS || (space === pidSpaceTag() && !hasProcess(Number(pid)));
}
