import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";

import { ensureCacheDirectory } from "../template/cache-directory.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import { describeError } from "./describe-error.js";
import { describeVerification } from "./describe-verification.js";
import { loadDatabases } from "./load-databases.js";
import { sendConsoleToStderr } from "./send-console-to-stderr.js";
import { buildCold, verifyColdBuild, type TemplateVerification } from "./verify-database.js";

/** What `verify` gives its thread. */
export interface VerifyWorkerData {
  readonly options: CommandOptions;
  /** Absolute; private to this run, and removed by the main thread. */
  readonly directory: string;
}

async function verify({ options, directory }: VerifyWorkerData): Promise<CommandResult> {
  const { config, databases } = await loadDatabases(options);
  const cacheDirectory = ensureCacheDirectory(config.directory);
  const builds = [];
  for (const [index, database] of databases.entries()) {
    const own = join(directory, `verify-${index}`);
    mkdirSync(own, { mode: 0o700 });
    builds.push(await buildCold(database, own));
  }
  const verifications: TemplateVerification[] = [];
  for (const build of builds) verifications.push(...(await verifyColdBuild(build, cacheDirectory)));
  const isGood = verifications.every((verification) => verification.isGood);
  return {
    exitCode: isGood ? 0 : 1,
    data: { isGood, templates: verifications },
    lines: verifications.flatMap(describeVerification),
  };
}

sendConsoleToStderr();
const data: VerifyWorkerData = workerData;
void verify(data)
  .catch((error: unknown) => describeError(error, data.options))
  .then((result) => parentPort?.postMessage(result));
