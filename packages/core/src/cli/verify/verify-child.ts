import { Console } from "node:console";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { dieWithParent } from "../../template/build/die-with-parent.js";
import { ensureCacheDirectory } from "../../template/cache-directory.js";
import type { CommandOptions, CommandResult } from "../command-result.js";
import { describeError } from "../describe-error.js";
import { describeVerification } from "./describe-verification.js";
import { loadDatabases } from "../load-databases.js";
import { buildCold, verifyColdBuild, type TemplateVerification } from "./verify-database.js";

/** What `verify` asks its child process for. */
export interface VerifyRequest {
  readonly options: CommandOptions;
  /** Absolute; private to this run, and removed by the parent. */
  readonly directory: string;
}

async function verify({ options, directory }: VerifyRequest): Promise<CommandResult> {
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

dieWithParent();
globalThis.console = new Console(process.stderr, process.stderr);
process.once("message", (request: VerifyRequest) => {
  void verify(request)
    .catch((error: unknown) => describeError(error, request.options))
    .then((result) => process.send?.(result));
});
