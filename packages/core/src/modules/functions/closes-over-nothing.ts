/** Words that are not variables. */
const WORDS = /^(?:async|await|else|false|if|new|null|return|true|typeof|undefined|void)$/;

/**
 * Whether the text alone shows that a function uses nothing but its one parameter, like most functions for `connection`. Then it need not be inspected.
 * Gives `false` if in doubt.
 */
export function closesOverNothing(text: string): boolean {
  // A regular expression, a comment, a template or an escape may hold a quote; a spread name has a dot before it.
  if (/[/`\\]|\.\.\./.test(text) || /[^\t\n\r -~]/.test(text)) return false;
  const head = /^(?:async\s+)?(?:(?:function\b\s*)?[\w$]*\s*\(\s*([\w$]*)\s*\)|([\w$]+)(?=\s*=>))/.exec(text);
  if (head === null) return false;
  const body = text.slice(head[0].length).replaceAll(/"[^"\n]*"|'[^'\n]*'/g, "");
  const names = body.match(/(?<![\w$.])[A-Za-z_$][\w$]*/g) ?? [];
  return names.every((name) => WORDS.test(name) || name === (head[1] ?? head[2]));
}
