import type { Contender } from "../measure-in-turns.js";

/** `name=factor`: makes one of ours slower on purpose, to see the check turn red. */
const VARIABLE = "BENCH_SLOW_DOWN";

/** Has a contender wait busily after each call until it took so many times as long, if that is asked for. */
export function slowDownOnRequest(name: string, contender: Contender): Contender {
  const factor = requestedFactor(name);
  if (factor === undefined) return contender;
  return {
    ...contender,
    isAsync: true,
    run: async () => {
      const startMs = performance.now();
      const result = await contender.run();
      const tookMs = typeof result === "number" ? result : performance.now() - startMs;
      const endMs = performance.now() + tookMs * (factor - 1);
      while (performance.now() < endMs);
      return typeof result === "number" ? result * factor : undefined;
    },
  };
}

function requestedFactor(name: string): number | undefined {
  const [wanted, factor] = (process.env[VARIABLE] ?? "").split("=");
  if (wanted !== name) return undefined;
  const value = Number(factor);
  if (!(value > 1))
    throw new RangeError(`${VARIABLE} must be a name and a number above 1, as in "copy=2"; got "${process.env[VARIABLE]}"`);
  return value;
}
