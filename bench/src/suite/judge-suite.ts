import type { SuiteRow, SuiteTable, Verdict } from "./suite-report.js";

const MOST_TIMES_AS_LONG = 1.4;
const MOST_TIMES_AS_LONG_WHEN_LARGE = 1.5;
const PICKLEJAR = "picklejar-auto";

/** What the suite one scenario after another has to show. */
export function judgeScenarios(table: SuiteTable): readonly Verdict[] {
  return [...judgeRatio(table, MOST_TIMES_AS_LONG), ...judgePeers(table)];
}

export function judgeLarge(table: SuiteTable): readonly Verdict[] {
  return judgeRatio(table, MOST_TIMES_AS_LONG_WHEN_LARGE);
}

/** What a scenario costs must not grow with the number of workers: then they would be in each other's way. */
export function judgeWorkers({ rows }: SuiteTable): readonly Verdict[] {
  const ours = rows.filter(({ name }) => name === PICKLEJAR);
  const [one, four] = [1, 4].map((count) => ours.find(({ workers }) => workers === count)?.addedMicroseconds.median);
  if (one === undefined || four === undefined) return [];
  return [
    {
      title: "what picklejar adds to a scenario in four workers is at most what it adds in one",
      seen: `${one.toFixed(0)} µs in one, ${four.toFixed(0)} µs in four`,
      isMet: four <= one,
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
