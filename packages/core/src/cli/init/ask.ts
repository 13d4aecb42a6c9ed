import { createInterface } from "node:readline";

export type Answer = "yes" | "no" | "interrupted";

/** Whether there is somebody to ask: a terminal for the question, and one for the answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Asks on the terminal; Enter means yes, the end of the input means no, and Ctrl-C is `interrupted`. */
export async function ask(question: string): Promise<Answer> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  return new Promise((resolve) => {
    const end = (answer: Answer): void => {
      resolve(answer);
      terminal.close();
    };
    terminal.on("SIGINT", () => end("interrupted"));
    terminal.on("close", () => resolve("no"));
    terminal.on("line", (line) => {
      const word = line.trim().toLowerCase();
      if (["", "y", "yes"].includes(word)) end("yes");
      else if (["n", "no"].includes(word)) end("no");
      else terminal.prompt();
    });
    terminal.setPrompt(`${question} [Y/n] `);
    terminal.prompt();
  });
}
