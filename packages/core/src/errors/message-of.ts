import { attempt } from "./attempt.js";

/** The message of a thrown value, which may be anything. Never throws. */
export function messageOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error && typeof error.message === "string")
    return error.message;
  // An object without a prototype cannot be converted to a string.
  return attempt(() => String(error)) ?? Object.prototype.toString.call(error);
}

/** The first line of {@link messageOf}, without a full stop: a clause for the middle of a sentence. */
export function firstLineOf(error: unknown): string {
  const message = messageOf(error) || String(error);
  return (message.trimStart().split("\n", 1)[0] ?? "").trim().replace(/\.$/, "");
}
