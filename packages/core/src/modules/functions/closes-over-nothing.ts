/** Words that stand for no variable. */
const WORDS = new Set([
  "async",
  "await",
  "else",
  "false",
  "if",
  "new",
  "null",
  "return",
  "true",
  "typeof",
  "undefined",
  "void",
]);

/**
 * Whether it can be told from the text alone that a function uses nothing but its one parameter, as most a `connection` does: nobody need look
 * into it then. Says no where it is not certain.
 */
export function closesOverNothing(text: string): boolean {
  // A regular expression, a comment, a template or an escape may hold a quote; what is spread has a dot before its name.
  if (/[/`\\]|\.\.\./.test(text) || /[^\t\n\r -~]/.test(text)) return false;
  const head = /^(?:async\s+)?(?:(?:function\b\s*)?[\w$]*\s*\(\s*([\w$]*)\s*\)|([\w$]+)(?=\s*=>))/.exec(text);
  if (head === null) return false;
  const body = text.slice(head[0].length).replaceAll(/"[^"\n]*"|'[^'\n]*'/g, "");
  const names = body.match(/(?<![\w$.])[A-Za-z_$][\w$]*/g) ?? [];
  return names.every((name) => WORDS.has(name) || name === (head[1] ?? head[2]));
}
