import type { DatabaseLock } from "../sqlite/lock-attempt.js";
import { installExitHandlers, removeExitHandlers } from "./exit-handlers.js";
import { readOwnerRecord } from "./owner-record.js";
import { removeRunDirectory } from "./remove-run-directory.js";
import { RunDirectory, type RunReference } from "./run-directory.js";
import { formatRunVariable, parseRunVariable, RUN_VARIABLE } from "./run-variable.js";

/** A value of `PICKLEJAR_RUN`, and its run. */
interface KnownRun {
  readonly text: string;
  readonly run: Run | undefined;
}

/** One test run, as this process (or worker thread) takes part in it. It holds all of the run's state in this process; see {@link own}. */
export class Run extends RunDirectory {
  /** Static, like the environment variable. */
  static #known: KnownRun | undefined;
  /** Runs that this thread made and has not ended, the innermost last. Static, like the exit handlers that end them. */
  static readonly #owned = new Set<Run>();

  /** Whether this process (and thread) made it, and so removes it. */
  readonly isOwner: boolean;
  readonly #lease: DatabaseLock | undefined;
  readonly #states = new Map<unknown, object>();
  readonly #endListeners: (() => void)[] = [];
  /** The run that this process was in before. */
  #outer: KnownRun | undefined;

  private constructor(reference: RunReference, lease?: DatabaseLock) {
    super(reference);
    this.isOwner = lease !== undefined;
    this.#lease = lease;
  }

  /**
   * Gives the run that this process belongs to; `undefined` if there is none, or it had ended when this was first called.
   *
   * @remarks Fast: reads one small file the first time, nothing later. Creates nothing, and loads neither tmp nor better-sqlite3.
   */
  static current(): Run | undefined {
    const text = process.env[RUN_VARIABLE];
    if (text === undefined || text === "") return undefined;
    if (Run.#known?.text !== text) Run.#known = { text, run: Run.#find(text) };
    return Run.#known.run;
  }

  /** Gives the last result of {@link current}, for look-ups that take less time than reading the environment. */
  static recent(): Run | undefined {
    return Run.#known?.run;
  }

  /** Makes another process's run the current one. */
  static join(reference: RunReference): Run {
    return new Run(reference).makeCurrent();
  }

  /**
   * Makes a run that this thread owns.
   *
   * @param create makes its directory, and takes its lease
   * @throws what `create` throws
   */
  static make(create: () => readonly [RunReference, DatabaseLock]): Run {
    // Before the directory is made, so that a signal meanwhile finds a listener that removes it.
    installExitHandlers(() => Run.#endAll());
    try {
      const run = new Run(...create());
      Run.#owned.add(run);
      return run;
    } finally {
      Run.#removeIdleHandlers();
    }
  }

  /** Makes it the run of this process, and of those that it starts from now on. */
  makeCurrent(): this {
    const outerText = process.env[RUN_VARIABLE];
    this.#outer = outerText === undefined ? undefined : { text: outerText, run: Run.current() };
    const text = formatRunVariable(this);
    process.env[RUN_VARIABLE] = text;
    Run.#known = { text, run: this };
    return this;
  }

  /**
   * Gives this process's state of a class for the run, created by the first call and dropped when the run ends. A class that has to release
   * something takes the run, and calls {@link onEnd} in its constructor.
   */
  own<State extends object, Arguments extends unknown[]>(type: new (...args: Arguments) => State, ...args: Arguments): State {
    const known = this.#states.get(type);
    if (known instanceof type) return known;
    const state = new type(...args);
    this.#states.set(type, state);
    return state;
  }

  /**
   * Calls a listener before this run ends, while its directory is still there; the last one added comes first. Does nothing unless this thread
   * owns the run. Exit handlers call listeners, so they must not throw.
   */
  onEnd(listener: () => void): void {
    if (this.isOwner) this.#endListeners.push(listener);
  }

  /**
   * Ends a run that this thread owns: its state and its directory go, and its other processes get no new databases. This process returns to the
   * run that it was in before. Does nothing to a run that another process owns, or that has ended.
   *
   * Synchronous, for exit handlers, and never throws: the next run sweeps what cannot be removed.
   */
  end(): void {
    if (!Run.#owned.delete(this)) return;
    this.#leave();
    // Before the directory goes, since Windows removes no open file. No sweep interferes while this process is alive.
    for (const listener of this.#endListeners.splice(0).toReversed()) listener();
    this.#states.clear();
    this.#lease?.release();
    removeRunDirectory(this.path);
    Run.#removeIdleHandlers();
  }

  #leave(): void {
    if (process.env[RUN_VARIABLE] !== formatRunVariable(this)) return;
    if (this.#outer === undefined) delete process.env[RUN_VARIABLE];
    else process.env[RUN_VARIABLE] = this.#outer.text;
    // A run of this thread may have ended meanwhile, so it is looked up again.
    Run.#known = this.#outer?.run?.isOwner === true ? undefined : this.#outer;
  }

  static #find(text: string): Run | undefined {
    const owned = [...Run.#owned].find((run) => formatRunVariable(run) === text);
    const reference = parseRunVariable(text);
    if (owned !== undefined || reference === undefined) return owned;
    const owner = readOwnerRecord(reference.path);
    return owner?.nonce === reference.nonce && owner.pid === reference.ownerPid ? new Run(reference) : undefined;
  }

  /** The innermost first. */
  static #endAll(): void {
    for (const run of [...Run.#owned].toReversed()) run.end();
  }

  static #removeIdleHandlers(): void {
    if (Run.#owned.size === 0) removeExitHandlers();
  }
}

/** {@link Run.end}, for packages that only know the type. */
export function endRun(run: Run): void {
  run.end();
}
