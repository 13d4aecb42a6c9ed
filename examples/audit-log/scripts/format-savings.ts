import type { MigratingTimes } from "./measure-migrating.js";
import type { RunSummary } from "@picklejar/cucumber-hooks";

/** Says in a few lines what the template saved in a run, against migrating each of its databases. */
export function formatSavings(
  { databases, origins, medianMs, totalMs, templates: [template] }: RunSummary,
  migrating: MigratingTimes,
): string {
  const migratingMs = databases * migrating.medianMs;
  const buildMs = template?.origin === "built" ? template.buildMs : 0;
  const savedMs = migratingMs - totalMs - buildMs;
  const rows: [label: string, value: string][] = [
    ["databases made", `${databases}`],
    ["how", formatOrigins(origins)],
    ["template", formatTemplate(template)],
    ["each took", `${formatMs(medianMs)} (median)`],
    [
      "migrating one takes",
      `${formatMs(migrating.medianMs)} (median of ${migrating.count}, new files, same storage, just now)`,
    ],
    ["ratio", `${(migrating.medianMs / medianMs).toFixed(0)} to 1`],
    ["migrating all would take", formatMs(migratingMs)],
    ["the template took", `${formatMs(totalMs + buildMs)} (${formatMs(totalMs)} for copies, ${formatMs(buildMs)} to build)`],
    ["saved", `${formatMs(savedMs)}, and the migration check of every command and unit of work`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return ["What the template saved", ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)].join("\n");
}

function formatOrigins(origins: Readonly<Record<string, number>>): string {
  return Object.entries(origins)
    .map(([origin, count]) => `${count} ${origin === "created" ? "from the template" : origin}`)
    .join(", ");
}

function formatTemplate(template: RunSummary["templates"][number] | undefined): string {
  if (template === undefined) return "none: PICKLEJAR_TEMPLATE is off";
  const { origin, buildMs, fingerprint } = template;
  const state = origin === "built" ? `built in this run in ${formatMs(buildMs)}` : "found, from an earlier run";
  return `${state}, fingerprint ${fingerprint.slice(0, 12)}`;
}

/** Three digits, in the unit that suits them. */
function formatMs(milliseconds: number): string {
  const [value, unit] = Math.abs(milliseconds) >= 1000 ? [milliseconds / 1000, "s"] : [milliseconds, "ms"];
  return `${Number(value.toPrecision(3))} ${unit}`;
}
