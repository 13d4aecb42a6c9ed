import { messageOf } from "../../../errors/message-of.js";
import type { CommittedFrames } from "../../../strategies/overlay/wal-index.js";
import type { OverlaySource } from "../../../strategies/strategy.js";
import type { Mark, Moment, StateHistory, StateReader } from "../state-history.js";
import type { DatabaseUse } from "./database-use.js";
import { pageBytesOf } from "./page-bytes.js";
import { PagedStateReader } from "./paged-state-reader.js";
import type { PageState } from "./page-state.js";
import { readWalCommits, readWalHeader, type WalCommit, type WalHeader } from "./wal-commits.js";

interface MarkedFrames {
  readonly mark: Mark;
  readonly committed: CommittedFrames;
}

const NOTHING: CommittedFrames = { count: 0, salt: 0 };
/** Stays empty. */
const NO_PAGES: ReadonlyMap<number, number> = new Map();

/**
 * The states of an overlay: every commit of the test is in the WAL, over a base file that stays as it is. A mark is the number of committed frames.
 * (The length of the WAL says less: it holds pages of transactions that were not committed, and that were rolled back.)
 */
export class OverlayHistory implements StateHistory {
  readonly #source: OverlaySource;
  readonly #use: DatabaseUse;
  #isDisposed = false;
  readonly #marks: MarkedFrames[] = [{ mark: { index: 0, hasOpenTransaction: false }, committed: NOTHING }];

  constructor(source: OverlaySource, use: DatabaseUse) {
    this.#source = source;
    this.#use = use;
  }

  mark(): Mark {
    const index = this.#marks.length;
    const { committed, problem } = this.#look();
    const known = { index, hasOpenTransaction: this.#use.isInTransaction() };
    const mark = problem === undefined ? known : { ...known, problem };
    this.#marks.push({ mark, committed });
    return mark;
  }

  openStates(directory: string): StateReader {
    const source = this.#source;
    const read = (target: Buffer, position: number): number => source.readWal(target, position);
    const header = readWalHeader(read);
    const most = Math.max(...this.#marks.map(({ mark, committed }) => (mark.problem === undefined ? committed.count : 0)));
    const commits = header === undefined ? [] : readWalCommits(read, header, 0, most);
    const { moments, states } = this.#tell(commits, header, source.findDamage());
    const history = {
      states,
      copyBase: (path: string) => source.copyBase(path),
      readBase: (target: Buffer, position: number) => source.readBase(target, position),
      readPage: (place: number, target: Buffer) => {
        if (source.readWal(target, place) < target.length) throw new Error("the WAL is shorter than it was");
      },
    };
    return new PagedStateReader(moments, history, directory);
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  #look(): { readonly committed: CommittedFrames; readonly problem?: string } {
    if (this.#isDisposed) return { committed: NOTHING, problem: "the database was given back" };
    try {
      const committed = this.#source.readCommitted();
      if (committed === undefined) return { committed: NOTHING, problem: "its wal-index cannot be read" };
      if (this.#source.isBaseAsMade()) return { committed };
      return { committed, problem: "its file was deleted, moved, replaced, or written to other than through SQLite" };
    } catch (error) {
      return { committed: NOTHING, problem: `its files cannot be read: ${messageOf(error)}` };
    }
  }

  /** Puts marks and commits into one order. */
  #tell(commits: readonly WalCommit[], header: WalHeader | undefined, damage: string | undefined) {
    const beginning = Buffer.alloc(100);
    this.#source.readBase(beginning, 0);
    const pageBytes = pageBytesOf(beginning) ?? 0;
    const moments: Moment[] = [];
    const states: PageState[] = [];
    let sizePages = pageBytes === 0 ? 0 : Math.floor(this.#source.baseBytes / pageBytes);
    let told = 0;
    const tell = (moment: Moment, pages = NO_PAGES): void => {
      moments.push(moment);
      states.push({ pageBytes, sizePages, pages, isWhole: false });
    };
    for (const { mark, committed } of this.#marks) {
      const problem = mark.problem ?? damageOf(committed, commits, header, damage);
      if (problem !== undefined) {
        tell({ mark: { ...mark, problem } });
        continue;
      }
      // The last one is the mark's own.
      if ((commits[told]?.frame ?? Infinity) > committed.count) tell({ mark });
      for (; (commits[told]?.frame ?? Infinity) <= committed.count; told++) {
        const commit = commits[told];
        if (commit === undefined) break;
        ({ sizePages } = commit);
        tell(commit.frame === committed.count ? { mark } : {}, commit.pages);
      }
    }
    return { moments, states };
  }
}

/** Why the frames of a mark are not to be trusted. */
function damageOf(
  { count, salt }: CommittedFrames,
  commits: readonly WalCommit[],
  header: WalHeader | undefined,
  damage: string | undefined,
): string | undefined {
  if (count === 0) return undefined;
  if (damage !== undefined) return damage;
  if (header?.salt.readUInt32BE(0) !== salt) return "its WAL was begun again";
  return commits.some(({ frame }) => frame === count) ? undefined : "its WAL does not hold what was committed";
}
