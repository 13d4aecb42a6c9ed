import { styleText } from "node:util";

/** Colours a difference, line by line, where the terminal shows colours and nobody has said `NO_COLOR`. */
export function colourDifference(lines: readonly string[]): readonly string[] {
  const { stdout } = process;
  return stdout.isTTY && stdout.hasColors() ? lines.map(colourLine) : lines;
}

function colourLine(line: string): string {
  if (/^ *\+/.test(line)) return paint("green", line);
  if (/^ *-/.test(line)) return paint("red", line);
  if (/^ *~/.test(line)) return paint("yellow", line);
  return /^\S/.test(line) ? paint("bold", line) : line;
}

function paint(style: "green" | "red" | "yellow" | "bold", line: string): string {
  return styleText(style, line, { validateStream: false });
}
