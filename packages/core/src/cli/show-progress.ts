import { toLogLine, toLogText } from "../errors/log-text.js";
import type { BuildProgress, OnBuildProgress } from "../template/build/build-progress.js";

export interface ProgressDisplay {
  readonly update: OnBuildProgress;
  /** Clears the line on a terminal. Idempotent. */
  end(): void;
}

const USUAL_WIDTH = 80;
const LINE_START = "\r\u001B[2K";
/** People read no faster, and slow terminals would slow down the build. */
const SHORTEST_INTERVAL_MS = 40;

/** Shows the progress of a build on stderr: on a terminal one line that changes, elsewhere a line for each phase. */
export function showProgress(databaseName: string, stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  return stream.isTTY ? showOnTerminal(databaseName, stream) : showAsLines(databaseName, stream);
}

function showOnTerminal(name: string, stream: NodeJS.WriteStream): ProgressDisplay {
  let isShown = false;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let phase = "";
  const end = (): void => {
    if (isShown) stream.write(LINE_START);
    isShown = false;
  };
  return {
    end,
    update(progress) {
      if (progress.phase === "published") return end();
      const nowMs = performance.now();
      if (progress.phase === phase && nowMs - shownAtMs < SHORTEST_INTERVAL_MS) return undefined;
      [phase, shownAtMs, isShown] = [progress.phase, nowMs, true];
      // A line that wraps cannot be cleared. Some terminals report 0 columns.
      const width = stream.columns > 0 ? stream.columns : USUAL_WIDTH;
      stream.write(LINE_START + toLogLine(`${name}: ${describe(progress)}`).slice(0, width - 1));
      return undefined;
    },
  };
}

function showAsLines(name: string, stream: NodeJS.WriteStream): ProgressDisplay {
  let phase = "";
  return {
    end: () => undefined,
    update(progress) {
      if (progress.phase === phase) return;
      phase = progress.phase;
      if (progress.phase === "migrating") stream.write(toLogText(`${name}: migrating, ${progress.total} to run\n`));
      else if (progress.phase === "seeding") stream.write(toLogText(`${name}: seeding\n`));
    },
  };
}

function describe(progress: BuildProgress): string {
  if (progress.phase === "migrating") return `migrating ${progress.index + 1}/${progress.total} ${progress.migration}`;
  return progress.phase;
}
