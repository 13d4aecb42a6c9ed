import { escapeText, formatDuration, PAPER_STYLE } from "./chart-style.js";
import type { SuiteRow, SuiteTable } from "./suite-report.js";

const WIDTH = 880;
const LABELS_END = 345;
const PLOT_END = 790;
const LINE = 19;
const GAP = 9;
const TOP = 78;

interface ChartGroup {
  readonly title: string;
  readonly isOurs: boolean;
  readonly rows: readonly SuiteRow[];
}

interface PlacedGroup extends ChartGroup {
  readonly top: number;
  readonly height: number;
}

/** Draws what a scenario costs beyond the empty pair: a dot for each contender and storage on a logarithmic axis, as SVG. */
export function drawChart({ scenarioCount, templateBytes, rows }: SuiteTable): string {
  const groups = groupRows(rows.filter(({ name }) => name !== "empty-pair" && name !== "no-hooks"));
  const storages = [...new Set(rows.flatMap(({ storage }) => (storage === undefined ? [] : [storage])))];
  const decades = decadesOf(groups.flatMap((group) => group.rows));
  const bottom = TOP + groups.reduce((height, group) => height + group.rows.length * LINE + GAP, 0);
  const size = `${(templateBytes / 1e6).toPrecision(2)} MB`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 56}" role="img" aria-labelledby="title">
  <title id="title">What a database of its own adds to a scenario, by the way it is made</title>
  <style>${PAPER_STYLE}
  </style>
  <rect width="100%" height="100%" rx="8" fill="var(--paper)"/>
  <text class="title" x="20" y="30">What a database of its own adds to a scenario</text>
  <text class="faint" x="20" y="50">Microseconds, against an empty pair of hooks; ${scenarioCount.toLocaleString("en")} scenarios, template of ${size}. Each line is ten times the one before.</text>
${drawLegend(storages)}
${drawBands(groups)}
${drawGrid(decades, bottom)}
${drawGroups(groups, storages, decades)}
${drawFootnote(groups, bottom)}
</svg>
`;
}

function groupRows(rows: readonly SuiteRow[]): readonly ChartGroup[] {
  const names = [...new Set(rows.map(({ name }) => name))];
  return names.map((name) => {
    const ofName = rows.filter((row) => row.name === name);
    return { title: ofName[0]?.title ?? name, isOurs: ofName.some(({ summary }) => summary !== undefined), rows: ofName };
  });
}

/** Exponents of ten, the first below all values and the last above them. */
function decadesOf(rows: readonly SuiteRow[]): readonly number[] {
  const values = rows.map(({ addedMicroseconds }) => Math.max(1, addedMicroseconds.median));
  const [first, last] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))];
  return Array.from({ length: Math.max(1, last - first) + 1 }, (_, index) => first + index);
}

function drawLegend(storages: readonly string[]): string {
  const items = storages.map((storage, index) => {
    const x = LABELS_END + index * 120;
    return `  <circle cx="${x}" cy="66" r="5" fill="${colourOf(storage, storages)}"/><text class="faint" x="${x + 10}" y="70">${escapeText(storage)}</text>`;
  });
  return items.join("\n");
}

function drawGrid(decades: readonly number[], bottom: number): string {
  const lines = decades.map((decade) => {
    const x = positionOf(10 ** decade, decades);
    const label = formatDuration(10 ** decade);
    return `  <path d="M${x} ${TOP + 4}V${bottom}" stroke="var(--grid)"/><text class="faint" x="${x}" y="${bottom + 20}" text-anchor="middle">${label}</text>`;
  });
  return lines.join("\n");
}

/** Behind the grid, so that its lines go through. */
function drawBands(groups: readonly ChartGroup[]): string {
  const bands = placeGroups(groups)
    .filter(({ isOurs }) => isOurs)
    .map(
      ({ top, height }) =>
        `  <rect x="12" y="${top - GAP / 2 + 1}" width="${WIDTH - 24}" height="${height + GAP - 2}" rx="4" fill="var(--band)"/>`,
    );
  return bands.join("\n");
}

function drawGroups(groups: readonly ChartGroup[], storages: readonly string[], decades: readonly number[]): string {
  const parts = placeGroups(groups).map(({ title, isOurs, rows, top, height }) => {
    const label = `  <text${isOurs ? ' class="ours"' : ""} x="${LABELS_END - 20}" y="${top + height / 2 + 4.5}" text-anchor="end">${escapeText(title)}</text>`;
    const dots = rows.map((row, index) => drawDot(row, top + (index + 0.5) * LINE, colourOf(row.storage, storages), decades));
    return [label, ...dots].join("\n");
  });
  return parts.join("\n");
}

function placeGroups(groups: readonly ChartGroup[]): readonly PlacedGroup[] {
  let next = TOP + GAP / 2;
  return groups.map((group) => {
    const [top, height] = [next, group.rows.length * LINE];
    next += height + GAP;
    return { ...group, top, height };
  });
}

function drawFootnote(groups: readonly ChartGroup[], bottom: number): string {
  if (!groups.some(({ rows }) => rows.some(({ isExtrapolated }) => isExtrapolated))) return "";
  return `  <text class="faint" x="20" y="${bottom + 44}">¹ Measured on a part of the suite.</text>`;
}

/** A dot with its quartiles, and the number beside it. */
function drawDot(
  { addedMicroseconds, isExtrapolated }: SuiteRow,
  y: number,
  colour: string,
  decades: readonly number[],
): string {
  const { median, p25, p75 } = addedMicroseconds;
  const [x, low, high] = [median, p25, p75].map((value) => positionOf(value, decades));
  const text = `${formatDuration(median)}${isExtrapolated ? " ¹" : ""}`;
  return (
    `  <path d="M${low} ${y}H${high}" stroke="${colour}" stroke-width="3" stroke-linecap="round" opacity="0.45"/>` +
    `<circle cx="${x}" cy="${y}" r="5" fill="${colour}"/><text x="${(high ?? 0) + 10}" y="${y + 4.5}">${text}</text>`
  );
}

function positionOf(microseconds: number, decades: readonly number[]): number {
  const [first = 0, last = 1] = [decades[0], decades.at(-1)];
  const share = (Math.log10(Math.max(microseconds, 10 ** first)) - first) / (last - first);
  return Math.round((LABELS_END + share * (PLOT_END - LABELS_END)) * 10) / 10;
}

function colourOf(storage: string | undefined, storages: readonly string[]): string {
  if (storage === undefined) return "var(--third)";
  return storages.indexOf(storage) === 0 ? "var(--first)" : "var(--second)";
}
