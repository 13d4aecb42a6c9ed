import { isWatchingPaused } from "./watch-file-system.js";

/** Tells when somebody asks for the working directory, as `path.resolve` does, until the function that it gives back is called. */
export function watchWorkingDirectory(note: () => void): () => void {
  const original = process.cwd.bind(process);
  process.cwd = () => {
    if (!isWatchingPaused()) note();
    return original();
  };
  return () => {
    process.cwd = original;
  };
}
