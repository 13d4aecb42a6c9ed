/** Of this process, outside of which a function has no identity. */
const numbers = new WeakMap<object, number>();
/** How many of them have a number. */
let count = 0;

/** Names a function within this process: equal texts in different places, or with different variables, are different functions. */
export function identifyFunction(subject: object): string {
  let number = numbers.get(subject);
  if (number === undefined) numbers.set(subject, (number = ++count));
  return `function ${number}`;
}
