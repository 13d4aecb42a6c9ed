import type { Figure } from "./report.js";

/** What a process that measures is given. */
export interface FigureOptions {
  /** Absolute; a folder of its own, on the disk that this repository is on. It is removed afterwards. */
  readonly workDirectory: string;
  /** Fewer rounds: enough to see that everything runs, not to believe the figures. */
  readonly isQuick: boolean;
}

/** Measures, in a process of its own. */
export type FigureTask = (options: FigureOptions) => Promise<readonly Figure[]>;
