import { execFile } from "node:child_process";

/** Runs a program with an input, and gives what it printed. Rejects with its output unless it ends with exit code 0. */
export async function runStep(program, words, { input = "", ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(program, words, { maxBuffer: 2 ** 26, ...options }, (error, stdout, stderr) => {
      if (error === null) resolve({ stdout, stderr });
      else reject(new Error(`${program}: ${stderr || stdout || error.message}`));
    });
    // If the program has ended, how it ended says more.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}
