import { formatTable } from "../../format-report.js";
import { formatMachine } from "../../format-machine.js";
import type { Spread } from "../../statistics.js";
import type { SizeResults, SizeRow } from "./size-results.js";

const HEADER = [
  "template",
  "steps",
  "databases on",
  "picklejar",
  "without the recorder",
  "by hand",
  "ratio",
  "ratio without the recorder",
];

/** The table by size as Markdown, with the command and the machine. */
export function formatSizes({ command, measuredOn, machine, turns, rows }: SizeResults): string {
  const counts = [...new Set(rows.map(({ scenarioCount }) => scenarioCount.toLocaleString("en")))];
  return `Microseconds, medians of ${turns} turns with quartiles; ${counts.join(", ")} scenarios, fewer for larger templates. Measured on ${measuredOn} by \`${command}\`.

${formatTable([HEADER, ...rows.map(cellsOf)])}

${formatMachine(machine)}`;
}

function cellsOf({ megabytes, steps, storage, strategy, picklejar, unrecorded, byHand }: SizeRow): readonly string[] {
  return [
    `${megabytes} MB`,
    steps === "nothing" ? "do nothing" : "write",
    `${storage}, ${strategy}`,
    ...[picklejar, unrecorded, byHand].map(formatSpread),
    ...[picklejar, unrecorded].map(({ median }) => (median / byHand.median).toFixed(2)),
  ];
}

function formatSpread({ median, p25, p75 }: Spread): string {
  const [middle, low, high] = [median, p25, p75].map((value) => Math.round(value).toLocaleString("en"));
  return `${middle} (${low}–${high})`;
}
