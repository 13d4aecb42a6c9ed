import { escapeText, formatDuration, PAPER_STYLE } from "../chart-style.js";
import type { SuiteSteps } from "../run-cucumber.js";
import type { Spread } from "../../statistics.js";
import type { SizeResults, SizeRow } from "./size-results.js";

const WIDTH = 620;
const PLOT_START = 158;
const PLOT_END = 462;
const ROW = 34;
const PANEL_HEAD = 58;
const TOP = 96;

const TITLES: Readonly<Record<SuiteSteps, string>> = {
  nothing: "The scenario does not open its database",
  write: "The scenario opens it, writes a row, and reads it",
};

/** Draws picklejar beside a copy by hand, for each size of template: dots with quartiles on a logarithmic axis, and the ratio in words. As SVG. */
export function drawSizes({ machine, measuredOn, turns, rows }: SizeResults): string {
  const decades = decadesOf(rows);
  const panels = (["nothing", "write"] as const)
    .map((steps) => ({ steps, rows: rows.filter((row) => row.steps === steps) }))
    .filter((panel) => panel.rows.length > 0);
  let bottom = TOP;
  const drawn = panels.map((panel) => {
    const top = bottom;
    bottom += PANEL_HEAD + panel.rows.length * ROW + 34;
    return drawPanel(TITLES[panel.steps], panel.rows, top, decades);
  });
  const versions = ["node", "better-sqlite3"].map((name) => `${name} ${machine.versions[name] ?? ""}`).join(", ");
  const system = machine.system.replace(/^(\S+ \d+\.\d+).*/, "$1");
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${bottom + 46}" viewBox="0 0 ${WIDTH} ${bottom + 46}" role="img" aria-labelledby="title">
  <title id="title">What a database of its own adds to a Cucumber scenario: picklejar beside a copy by hand, by the size of the template</title>
  <style>${PAPER_STYLE}
    .better { fill: var(--first); font-weight: 600; }
    .worse { fill: var(--second); font-weight: 600; }
  </style>
  <rect width="100%" height="100%" rx="8" fill="var(--paper)"/>
  <text class="title" x="20" y="32">What a database of its own adds to a scenario</text>
  <circle cx="26" cy="53" r="5" fill="var(--first)"/><text x="38" y="58">picklejar, with its recorder</text>
  <circle cx="250" cy="53" r="5" fill="var(--second)"/><text x="262" y="58">by hand: copyFileSync, unlinkSync</text>
  <text class="faint" x="20" y="80">Less is better. Each line is ten times the one before. Bars: quartiles of ${turns} turns.</text>
${drawn.join("\n")}
  <text class="faint" x="20" y="${bottom + 8}">${escapeText(`${machine.cpu}, ${machine.cores} cores, ${system}`)}</text>
  <text class="faint" x="20" y="${bottom + 28}">${escapeText(`${versions}; ${measuredOn}`)}</text>
</svg>
`;
}

function decadesOf(rows: readonly SizeRow[]): readonly number[] {
  const values = rows.flatMap(({ picklejar, byHand }) => [picklejar.p25, picklejar.p75, byHand.p25, byHand.p75]);
  const positive = values.map((value) => Math.max(1, value));
  const [first, last] = [Math.floor(Math.log10(Math.min(...positive))), Math.ceil(Math.log10(Math.max(...positive)))];
  return Array.from({ length: Math.max(1, last - first) + 1 }, (_, index) => first + index);
}

function drawPanel(title: string, rows: readonly SizeRow[], top: number, decades: readonly number[]): string {
  const start = top + PANEL_HEAD;
  const bottom = start + rows.length * ROW;
  const grid = decades.map((decade) => {
    const x = positionOf(10 ** decade, decades);
    return `  <path d="M${x} ${start - 4}V${bottom}" stroke="var(--grid)"/><text class="faint" x="${x}" y="${start - 12}" text-anchor="middle">${formatDuration(10 ** decade)}</text>`;
  });
  const lines = rows.map((row, index) => drawRow(row, rows[index - 1], start + index * ROW, decades));
  return [`  <text class="ours" x="20" y="${top + 24}">${title}</text>`, ...grid, ...lines].join("\n");
}

function drawRow(row: SizeRow, previous: SizeRow | undefined, top: number, decades: readonly number[]): string {
  const { megabytes, storage, picklejar, byHand } = row;
  const isFirstOfSize = megabytes !== previous?.megabytes;
  const label = isFirstOfSize ? `<text class="ours" x="20" y="${top + 22}">${megabytes} MB</text>` : "";
  const line = isFirstOfSize ? `  <path d="M20 ${top}H${WIDTH - 20}" stroke="var(--grid)"/>\n` : "";
  return `${line}  ${label}<text class="faint" x="${PLOT_START - 14}" y="${top + 22}" text-anchor="end">${escapeText(storage)}</text>
${drawDot(picklejar, top + 11, "var(--first)", decades)}
${drawDot(byHand, top + 23, "var(--second)", decades)}
  ${drawRatio(picklejar, byHand, top + 22)}`;
}

function drawDot({ median, p25, p75 }: Spread, y: number, colour: string, decades: readonly number[]): string {
  const [x, low, high] = [median, p25, p75].map((value) => positionOf(value, decades));
  return `  <path d="M${low} ${y}H${high}" stroke="${colour}" stroke-width="4" stroke-linecap="round" opacity="0.45"/><circle cx="${x}" cy="${y}" r="5" fill="${colour}"/>`;
}

/** Calls neither faster if the quartiles overlap. */
function drawRatio(ours: Spread, byHand: Spread, y: number): string {
  const [kind, text] =
    ours.p75 < byHand.p25
      ? ["better", `${formatTimes(byHand.median / ours.median)} faster`]
      : ours.p25 > byHand.p75
        ? ["worse", `${formatTimes(ours.median / byHand.median)} slower`]
        : ["faint", "within the spread"];
  return `<text class="${kind}" x="${WIDTH - 20}" y="${y}" text-anchor="end">${text}</text>`;
}

function formatTimes(ratio: number): string {
  return `${ratio < 9.95 ? ratio.toFixed(1) : ratio.toFixed(0)} times`;
}

function positionOf(microseconds: number, decades: readonly number[]): number {
  const [first = 0, last = 1] = [decades[0], decades.at(-1)];
  const share = (Math.log10(Math.max(microseconds, 10 ** first)) - first) / (last - first);
  return Math.round((PLOT_START + share * (PLOT_END - PLOT_START)) * 10) / 10;
}
