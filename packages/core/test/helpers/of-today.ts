const DAY_MS = 86_400_000;

/**
 * Gives those of some rows whose turn it is today, one in so many: each has its turn once in as many days. With `PICKLEJAR_EVERY_DAY=1` it gives all.
 */
export function ofToday<Row>(rows: readonly Row[], parts: number): readonly Row[] {
  if (process.env["PICKLEJAR_EVERY_DAY"] === "1") return rows;
  const today = Math.floor(Date.now() / DAY_MS) % parts;
  return rows.filter((_, index) => index % parts === today);
}
