import type { Bar, ComparedFigure, Figure, SampledFigure } from "./report.js";
import type { Spread } from "./statistics.js";

/** The figures as Markdown: one table of what is compared and checked, and one of each thing that was sampled. */
export function formatReport(figures: readonly Figure[]): string {
  const header = ["what", "ours", "against", "ratio (p25–p75)", "reach at least", "met"];
  const rows = figures.flatMap((figure) => {
    if (figure.kind === "compared") return [comparedRow(figure)];
    if (figure.kind === "omitted") return [[figure.title, `left out: ${figure.reason}`, "", "", "", ""]];
    return [[figure.title, figure.kind === "checked" ? figure.seen : figure.verdict, "", "", "", metMark(figure.isMet)]];
  });
  const sampled = figures.filter((figure) => figure.kind === "sampled").map(formatSamples);
  return [formatTable([header, ...rows]), ...sampled].join("\n\n");
}

function comparedRow({ title, ours, reference, oursMs, referenceMs, ratio, bar, isMet }: ComparedFigure): string[] {
  return [
    title,
    `${ours}: ${formatDuration(oursMs)}`,
    `${reference}: ${formatDuration(referenceMs)}`,
    `${formatRatio(ratio.median)} (${formatRatio(ratio.p25)}–${formatRatio(ratio.p75)})`,
    bar === undefined ? "" : formatBar(bar),
    bar === undefined ? "" : metMark(isMet),
  ];
}

function formatSamples({ title, columns, rows }: SampledFigure): string {
  return `${title}:\n\n${formatTable([columns, ...rows.map((row) => row.map(String))])}`;
}

/** A Markdown table whose first row is its header. */
export function formatTable([header = [], ...rows]: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function formatBar({ kind, value }: Bar): string {
  return kind === "times-faster" ? `${value} times faster` : `at most ${value} times`;
}

function metMark(isMet: boolean): string {
  return isMet ? "yes" : "**NO**";
}

function formatDuration({ median, p25, p75 }: Spread): string {
  const [unit, scale] = median < 0.1 ? ["µs", 1000] : ["ms", 1];
  return `${formatNumber(median * scale)} ${unit} (${formatNumber(p25 * scale)}–${formatNumber(p75 * scale)})`;
}

function formatRatio(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

/** Three digits that count. */
function formatNumber(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
