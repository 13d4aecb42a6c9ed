/**
 * Makes a pattern of sentences that libraries say of a failure. It finds one where it begins by itself, and not within another sentence: `Your
 * database is locked` is somebody else's.
 *
 * @param sources sources of regular expressions
 */
export function beginsWithSentence(sources: readonly string[]): RegExp {
  return new RegExp(`${BEGIN}(${sources.join("|")})`, "i");
}

/** The same, where the sentence also ends by itself: `database is locked for the night` goes on. */
export function hasSentence(sources: readonly string[]): RegExp {
  return new RegExp(String.raw`${BEGIN}(${sources.join("|")})(?=$|\s*[^\w\s]|\s*\n)`, "i");
}

const BEGIN = String.raw`(?:^|[^\w\s]\s*|\n\s*|\b(?:because|since|with|that|says|said)\s+)(?:(?:the|this)\s+)?`;
