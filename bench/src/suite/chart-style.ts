/** Colours and letters of the charts, on light and on dark paper. */
export const PAPER_STYLE = `
    svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --grid: #d8dee4; --band: #eef6f5; --first: #0f766e; --second: #b4530a; --third: #57606a; }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #0d1117; --ink: #e6edf3; --faint: #9198a1; --grid: #2f353d; --band: #12232a; --first: #4fd1c5; --second: #f0a35e; --third: #9198a1; }
    }
    text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--ink); }
    .title { font-size: 16px; font-weight: 600; }
    .faint { fill: var(--faint); font-size: 12px; }
    .ours { font-weight: 600; }`;

export function formatDuration(microseconds: number): string {
  if (microseconds < 1) return "below 1 µs";
  if (microseconds < 1000) return `${microseconds.toFixed(0)} µs`;
  const ms = microseconds / 1000;
  if (ms >= 1000) return `${Number((ms / 1000).toPrecision(2))} s`;
  return ms < 10 && !Number.isInteger(ms) ? `${ms.toFixed(1)} ms` : `${ms.toFixed(0)} ms`;
}

export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
