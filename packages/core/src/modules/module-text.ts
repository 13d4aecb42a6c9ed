/** A text (a string without substitutions) in a module. */
export interface TextLiteral {
  /** As written, without its quotes. */
  readonly raw: string;
  /** Offset after its closing quote. */
  readonly end: number;
}

/**
 * The text of a module, read at single places.
 *
 * @remarks Each place is passed once, however often it is asked for: what a word is followed by may be a comment of any length, with other such
 * words in it.
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

  /** After white space and comments. One that is open is none. */
  gapEnd(from: number): number {
    return farthest(from, this.#gapEnds, (position) => this.#spaceEnd(position) ?? this.#commentEndAt(position));
  }

  /** After a sign that gaps may come before; `undefined` where it is another. */
  after(sign: string, from: number): number | undefined {
    const position = this.gapEnd(from);
    return this.source[position] === sign ? position + 1 : undefined;
  }

  /** After any number of closing parentheses. */
  closingsEnd(from: number): number {
    return farthest(from, this.#closingEnds, (position) => this.after(")", position));
  }

  /** The text that comes after a gap. */
  textAfterGap(from: number): TextLiteral | undefined {
    TEXT.lastIndex = this.gapEnd(from);
    const match = TEXT.exec(this.source);
    return toLiteral(match, TEXT.lastIndex);
  }

  /** The text at an offset, unless it is longer than a path may be: where one is that long, each quote in it would be read to its end. */
  shortTextAt(start: number, maxLength: number): TextLiteral | undefined {
    TEXT.lastIndex = 0;
    const match = TEXT.exec(this.source.slice(start, start + maxLength + 2));
    return toLiteral(match, start + TEXT.lastIndex);
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

/** Three groups hold it, by the kind of its quotes. */
const TEXT = /"([^"\\\n]*(?:\\.[^"\\\n]*)*)"|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'|`([^`\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*)*)`/y;

function toLiteral(match: RegExpExecArray | null, end: number): TextLiteral | undefined {
  const raw = match?.[1] ?? match?.[2] ?? match?.[3];
  return raw === undefined ? undefined : { raw, end };
}

/** Where one gets by a step, again and again; each place on the way leads to the same one. */
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
  for (const place of passed) known.set(place, end);
  return end;
}

/** Where something is next. What lies between an offset that was asked for and what was found there is not searched again. */
class NextOccurrence {
  readonly #sign: string;
  #from = 0;
  #found = -1;

  constructor(sign: string) {
    this.#sign = sign;
  }

  /** The offset after it; `undefined` where there is none. */
  after(source: string, from: number): number | undefined {
    if (from < this.#from || from > this.#found) {
      const index = source.indexOf(this.#sign, from);
      this.#from = from;
      this.#found = index < 0 ? Infinity : index;
    }
    return this.#found === Infinity ? undefined : this.#found + this.#sign.length;
  }
}
