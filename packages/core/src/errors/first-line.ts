/** What an error says, as a clause for the middle of a sentence: its message's first line, without a full stop. */
export function firstLineOf(error: unknown): string {
  const message = error instanceof Error && error.message !== "" ? error.message : String(error);
  return (message.trimStart().split("\n", 1)[0] ?? "").trim().replace(/\.$/, "");
}
