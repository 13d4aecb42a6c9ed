import type { SuiteRow, SuiteTable, Verdict } from "./suite-report.js";

const MAX_TIMES_AS_LONG = 1.4;
const MAX_TIMES_AS_LONG_WHEN_LARGE = 1.5;
/** What is left to chance. */
const MAX_TIMES_IN_WORKERS = 1.1;
const MAX_TIMES_RECORDED = 1.02;
const PICKLEJAR = "picklejar-auto";
const UNRECORDED = "picklejar-unrecorded";

/** What the suite one scenario after another has to show. */
export function judgeScenarios(table: SuiteTable): readonly Verdict[] {
  return [...judgeRatio(table, MAX_TIMES_AS_LONG), ...judgePeers(table)];
}

/** Recording what green scenarios do costs next to nothing, against a suite that has a hook after each step anyway. */
export function judgeRecorder({ title, rows }: SuiteTable): readonly Verdict[] {
  const [recorded, unrecorded] = [PICKLEJAR, UNRECORDED].map((wanted) => rows.find(({ name }) => name === wanted));
  if (recorded === undefined || unrecorded === undefined) return [];
  const times = recorded.wholeMs.median / unrecorded.wholeMs.median;
  const [added, addedWithout] = [recorded.addedMicroseconds, unrecorded.addedMicroseconds];
  return [
    {
      title: `a whole run takes at most ${MAX_TIMES_RECORDED} times as long with the recorder (${title})`,
      seen:
        `${times.toFixed(3)} times; ${Math.round(added.median)} µs added to a scenario (${Math.round(added.p25)} to ${Math.round(added.p75)}), ` +
        `without it ${Math.round(addedWithout.median)} (${Math.round(addedWithout.p25)} to ${Math.round(addedWithout.p75)})`,
      isMet: times <= MAX_TIMES_RECORDED,
    },
  ];
}

/** By hand, a copy is made and removed for each scenario, whatever that does, and nothing is recorded. */
export function judgeTemplates({ title, rows }: SuiteTable): readonly Verdict[] {
  return rows
    .filter(({ name }) => name === PICKLEJAR || name === UNRECORDED)
    .flatMap((ours) => {
      const byHand = rows.find((row) => isPeerOf(ours, row));
      if (byHand === undefined) return [];
      const [added, addedByHand] = [ours.addedMicroseconds, byHand.addedMicroseconds];
      return {
        title: `${ours.title} is not slower than a copy by hand, beyond the spread (${title}; ${ours.storage ?? ""})`,
        seen: `${Math.round(added.median)} µs added to a scenario, by hand ${Math.round(addedByHand.median)} µs`,
        isMet: added.p25 <= addedByHand.p75,
      };
    });
}

export function judgeLarge(table: SuiteTable): readonly Verdict[] {
  return judgeRatio(table, MAX_TIMES_AS_LONG_WHEN_LARGE);
}

/** With more workers than cores all is slower; picklejar's part must not grow, as it would if workers were in each other's way. */
export function judgeWorkers({ rows }: SuiteTable): readonly Verdict[] {
  const ours = rows.filter(({ name }) => name === PICKLEJAR);
  const [one, four] = [1, 4].map((count) => ours.find(({ workers }) => workers === count)?.ratio.median);
  if (one === undefined || four === undefined) return [];
  return [
    {
      title: `picklejar's part of a run in four workers is at most ${MAX_TIMES_IN_WORKERS} times its part in one`,
      seen: `${one.toFixed(2)} times the empty pair in one, ${four.toFixed(2)} in four`,
      isMet: four <= one * MAX_TIMES_IN_WORKERS,
    },
  ];
}

function judgeRatio({ rows }: SuiteTable, most: number): readonly Verdict[] {
  return rows
    .filter(({ name }) => name === PICKLEJAR)
    .map(({ storage, ratio }) => ({
      title: `the whole run with picklejar takes at most ${most} times as long as with an empty pair (${storage ?? ""})`,
      seen: `${ratio.median.toFixed(2)} times`,
      isMet: ratio.median <= most,
    }));
}

/** Those that give real files, on the same storage. */
export function judgePeers({ title, rows }: SuiteTable): readonly Verdict[] {
  return rows
    .filter(({ name }) => name === PICKLEJAR)
    .flatMap((ours) => {
      const ahead = rows.filter((row) => isPeerOf(ours, row) && row.addedMicroseconds.median <= ours.addedMicroseconds.median);
      return {
        title: `picklejar is ahead of every other way to a real file (${title}; ${ours.storage ?? ""})`,
        seen: ahead.length === 0 ? "it is" : `quicker: ${ahead.map((peer) => peer.title).join("; ")}`,
        isMet: ahead.length === 0,
      };
    });
}

function isPeerOf(ours: SuiteRow, { givesRealFiles, storage, summary }: SuiteRow): boolean {
  return givesRealFiles && storage === ours.storage && summary === undefined;
}
