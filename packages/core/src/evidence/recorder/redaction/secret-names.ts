/** Whether the name of a column looks as if its values were secrets. */
export function looksSecret(column: string): boolean {
  const words = wordsOf(column);
  const [first = "", last = ""] = [words[0], words.at(-1)];
  if (QUESTIONS.has(first) || MEASURES.has(last)) return false;
  return words.some(isSecretWord) || words.some((word, index) => isSecretPair(word, words[index + 1]));
}

/** Words of `user_password`, `apiKey`, `API-KEY`, `APIKey`, in lower case. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " ")
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "");
}

/** Such a column says something about a secret, as in `has_password`. */
const QUESTIONS = new Set(["is", "has", "had", "must", "needs", "requires", "max", "min", "num"]);
/** The same, as in `password_changed_at` and `token_count`. */
const MEASURES = new Set(["at", "on", "until", "count", "length", "expiry", "expires", "type", "algorithm", "version"]);

function isSecretWord(word: string): boolean {
  return SECRET.test(word) || PASSWORD.test(word) || COMPOUND.test(word);
}

const SECRET = /^(?:secrets?|tokens?|salts?|pwd|passwords?|passwds?|passphrases?)$/;
/** Not `passwordless`. */
const PASSWORD = /(?:password|passwd)s?(?:hash|digest|salt|enc|encrypted)?$/;
/** Words that are written as one. */
const COMPOUND =
  /^(?:api|private|secret|access|signing|encryption)keys?$|^(?:\w+)(?:token|secret)s?$|^(?:hash|salt)ed(?:password|passwd)$/;

/** `key` alone says nothing. */
function isSecretPair(word: string, next: string | undefined): boolean {
  return (next === "key" || next === "keys") && KEYS.has(word);
}

const KEYS = new Set(["api", "private", "secret", "access", "signing", "encryption"]);
