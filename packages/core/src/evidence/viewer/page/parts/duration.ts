/** Milliseconds for people: `0.4 ms`, `38 ms`, `1.2 s`. A clock that went backwards gives no duration. */
export function showDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return "";
  if (ms >= 60_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return ms >= 10 || ms === 0 ? `${Math.round(ms)} ms` : `${Number(ms.toPrecision(1))} ms`;
}
