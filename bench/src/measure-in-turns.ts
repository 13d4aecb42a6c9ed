import { Bench } from "tinybench";

/** One of the things that are compared. */
export interface Contender {
  readonly name: string;
  /** What is timed. When it gives a number, that is taken for its duration in milliseconds. */
  readonly run: () => unknown;
  /** Puts things back afterwards; not timed. */
  readonly after?: () => unknown;
  /** Whether `run` is asynchronous: a synchronous one must not pay for an `await`. */
  readonly isAsync: boolean;
  /** How often it runs in each round. */
  readonly iterations: number;
  /** How many calls make one measurement, for what is too short for the clock. @defaultValue 1 */
  readonly batch?: number;
}

/** What a contender took, in milliseconds a call, by round. */
export type Measurements = ReadonlyMap<string, readonly (readonly number[])[]>;

export interface MeasureInTurnsOptions {
  readonly rounds: number;
  /** Rounds beforehand that are not counted. @defaultValue 1 */
  readonly warmupRounds?: number;
}

/**
 * Measures things that are to be compared by turns, a few calls of each a round, each round beginning with another: a machine that slows
 * down, or that is busy for a second, does it to all of them.
 */
export async function measureInTurns(
  contenders: readonly Contender[],
  { rounds, warmupRounds = 1 }: MeasureInTurnsOptions,
): Promise<Measurements> {
  const measurements = new Map<string, (readonly number[])[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -warmupRounds; round < rounds; round++) {
    const first = Math.abs(round) % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      const samples = await measureOnce(contender);
      if (round >= 0) measurements.get(contender.name)?.push(samples);
    }
  }
  return measurements;
}

async function measureOnce(contender: Contender): Promise<readonly number[]> {
  const { name, iterations, after } = contender;
  const bench = new Bench({ iterations, time: 0, warmup: false, retainSamples: true, throws: true });
  bench.add(name, timedFunction(contender), {
    async: contender.isAsync,
    ...(after === undefined
      ? {}
      : {
          afterEach: async () => {
            await after();
          },
        }),
  });
  const [task] = await bench.run();
  if (task?.result.state !== "completed") throw new Error(`"${name}" was not measured: ${task?.result.state ?? "no task"}`);
  return task.result.latency.samples ?? [];
}

function timedFunction({ run, isAsync, batch = 1 }: Contender): () => unknown {
  if (!isAsync) return batch === 1 ? run : () => timeBatch(run, batch);
  if (batch > 1) return () => timeAsyncBatch(run, batch);
  return async () => {
    const result = await run();
    return typeof result === "number" ? { overriddenDuration: result } : undefined;
  };
}

function timeBatch(run: () => unknown, batch: number): { readonly overriddenDuration: number } {
  const startMs = performance.now();
  for (let call = 0; call < batch; call++) run();
  return { overriddenDuration: (performance.now() - startMs) / batch };
}

async function timeAsyncBatch(run: () => unknown, batch: number): Promise<{ readonly overriddenDuration: number }> {
  const startMs = performance.now();
  for (let call = 0; call < batch; call++) await run();
  return { overriddenDuration: (performance.now() - startMs) / batch };
}
