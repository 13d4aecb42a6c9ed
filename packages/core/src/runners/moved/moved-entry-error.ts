import { misuseTypeError } from "../../errors/misuse-error.js";

/** What an import of a name gets that the entry no longer has. */
export function movedEntryError(before: string, now: string): TypeError {
  return misuseTypeError(
    `"@picklejar/core/${before}" is "@picklejar/core/${now}" now. Change the name where it is imported or configured.`,
  );
}
