/**
 * Makes a pattern of sentences in which libraries report a failure. Finds one only at the beginning of a sentence: `Your database is locked` is not
 * SQLite's.
 *
 * @param sources sources of regular expressions
 */
export function beginsWithSentence(sources: readonly string[]): RegExp {
  return new RegExp(`${BEGIN}(${sources.join("|")})`, "i");
}

/** The same, and the sentence also ends there: `database is locked for the night` does not match. */
export function hasSentence(sources: readonly string[]): RegExp {
  return new RegExp(String.raw`${BEGIN}(${sources.join("|")})(?=$|\s*[^\w\s]|\s*\n)`, "i");
}

const BEGIN = String.raw`(?:^|[^\w\s]\s*|\n\s*|\b(?:because|since|with|that|says|said)\s+)(?:(?:the|this)\s+)?`;
