/** A string without substitutions in a module. */
export interface StringLiteral {
  /** As written, without its quotes. */
  readonly raw: string;
  /** Offset after its closing quote. */
  readonly end: number;
}

/**
 * The source of a module, read at single positions.
 *
 * @remarks Passes each position once, however often it is asked for: a word may be followed by a comment of any length, with more such words in it.
 */
export class ModuleText {
  readonly source: string;
  readonly #gapEnds = new Map<number, number>();
  readonly #closingEnds = new Map<number, number>();
  readonly #commentEnd = new NextOccurrence("*/");
  readonly #lineEnd = new NextOccurrence("\n");

  constructor(source: string) {
    this.source = source;
  }

  /** After white space and comments. A comment without an end does not count. */
  gapEnd(from: number): number {
    return farthest(from, this.#gapEnds, (position) => this.#spaceEnd(position) ?? this.#commentEndAt(position));
  }

  /** After a sign, with any gap before it; `undefined` if another sign comes. */
  after(sign: string, from: number): number | undefined {
    const position = this.gapEnd(from);
    return this.source[position] === sign ? position + 1 : undefined;
  }

  /** After any number of closing parentheses. */
  closingsEnd(from: number): number {
    return farthest(from, this.#closingEnds, (position) => this.after(")", position));
  }

  /** The string after a gap. */
  stringAfterGap(from: number): StringLiteral | undefined {
    STRING.lastIndex = this.gapEnd(from);
    const match = STRING.exec(this.source);
    return toLiteral(match, STRING.lastIndex);
  }

  /** The string at an offset, unless it is too long: otherwise each quote in a long string would be read to its end. */
  shortStringAt(start: number, maxLength: number): StringLiteral | undefined {
    STRING.lastIndex = 0;
    const match = STRING.exec(this.source.slice(start, start + maxLength + 2));
    return toLiteral(match, start + STRING.lastIndex);
  }

  #spaceEnd(position: number): number | undefined {
    SPACE.lastIndex = position;
    return SPACE.test(this.source) ? SPACE.lastIndex : undefined;
  }

  #commentEndAt(position: number): number | undefined {
    if (this.source.startsWith("/*", position)) return this.#commentEnd.after(this.source, position + 2);
    if (this.source.startsWith("//", position)) return this.#lineEnd.after(this.source, position + 2);
    return undefined;
  }
}

const SPACE = /\s+/y;

/** One group for each kind of quotes. */
const STRING = /"([^"\\\n]*(?:\\.[^"\\\n]*)*)"|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'|`([^`\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*)*)`/y;

function toLiteral(match: RegExpExecArray | null, end: number): StringLiteral | undefined {
  const raw = match?.[1] ?? match?.[2] ?? match?.[3];
  return raw === undefined ? undefined : { raw, end };
}

/** Repeats a step. All positions on the way lead to the same end. */
function farthest(from: number, known: Map<number, number>, step: (position: number) => number | undefined): number {
  const passed: number[] = [];
  let position: number | undefined = from;
  let end = from;
  while (position !== undefined) {
    end = known.get(position) ?? position;
    if (end !== position) break;
    passed.push(position);
    position = step(position);
  }
  for (const each of passed) known.set(each, end);
  return end;
}

/** Finds the next occurrence of a sign. Does not search a range twice. */
class NextOccurrence {
  readonly #sign: string;
  #from = 0;
  #found = -1;

  constructor(sign: string) {
    this.#sign = sign;
  }

  /** The offset after it; `undefined` if there is none. */
  after(source: string, from: number): number | undefined {
    if (from < this.#from || from > this.#found) {
      const index = source.indexOf(this.#sign, from);
      this.#from = from;
      this.#found = index < 0 ? Infinity : index;
    }
    return this.#found === Infinity ? undefined : this.#found + this.#sign.length;
  }
}
