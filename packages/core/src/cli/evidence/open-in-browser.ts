import { spawn } from "node:child_process";

/** A program that cannot open it says so by then. */
const WAIT_MS = 1500;

/** Opens a file in the browser that the system chooses; gives whether that began. */
export async function openInBrowser(path: string): Promise<boolean> {
  const [program, arguments_] = commandOf(path);
  return new Promise((resolve) => {
    const child = spawn(program, arguments_, { detached: true, stdio: "ignore" });
    const timer = setTimeout(() => resolve(true), WAIT_MS);
    const end = (isOpened: boolean): void => {
      clearTimeout(timer);
      resolve(isOpened);
    };
    child.on("error", () => end(false));
    child.on("exit", (code) => end(code === 0));
    child.unref();
  });
}

function commandOf(path: string): readonly [program: string, arguments_: readonly string[]] {
  if (process.platform === "darwin") return ["open", [path]];
  // `start` takes its first word in quotes for a title.
  if (process.platform === "win32") return ["cmd", ["/c", "start", "", path]];
  return ["xdg-open", [path]];
}
